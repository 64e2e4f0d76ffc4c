const PREFERRED = ['br', 'gzip'] as const;

export type Encoding = (typeof PREFERRED)[number] | 'identity';

/** The smallest encoding that an Accept-Encoding header admits: one that it names without `q=0`. */
export function preferredEncoding(header: string | string[] | undefined): Encoding {
  const accepted = String(header ?? '')
    .split(',')
    .map((item) => item.replaceAll(' ', '').toLowerCase())
    .filter((item) => !/;q=0(\.0*)?$/.test(item))
    .map((item) => item.split(';')[0]);
  return PREFERRED.find((encoding) => accepted.includes(encoding)) ?? 'identity';
}

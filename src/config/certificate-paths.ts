import { resolve } from 'node:path';
import { valueAt, withValueAt } from './path.ts';

const CA_FILE = ['tls', 'caFile'];

/** Entries of `sources` whose `tls.caFile`, where it is relative, is found from a folder. */
export function withCertificatesFrom(folder: string, entries: readonly unknown[]): readonly unknown[] {
  return entries.map((entry) => {
    const file = valueAt(entry, CA_FILE);
    return typeof file === 'string' && file !== '' ? withValueAt(entry, CA_FILE, resolve(folder, file)) : entry;
  });
}

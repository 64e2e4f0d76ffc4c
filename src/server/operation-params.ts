/** What a client posts: one operation. */
export interface OperationParams {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly operationName: string | null | undefined;
}

const MEMBERS: ReadonlySet<string> = new Set(['query', 'variables', 'operationName', 'extensions']);

/** Null for a body that is anything but one operation in good order. */
export function readParams(json: unknown): OperationParams | null {
  if (!isObject(json)) return null;
  for (const name in json) if (!MEMBERS.has(name)) return null;
  const { query, variables, operationName, extensions } = json;
  if (typeof query !== 'string' || !isObjectOrAbsent(variables) || !isObjectOrAbsent(extensions)) return null;
  if (typeof operationName !== 'string' && operationName !== null && operationName !== undefined) return null;
  return { query, variables, operationName };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isObjectOrAbsent(value: unknown): value is Readonly<Record<string, unknown>> | null | undefined {
  return value === null || value === undefined || isObject(value);
}

const GRAPHQL = 'application/graphql-response+json';
const JSON_TYPES: ReadonlySet<string> = new Set(['application/json', 'application/*', '*/*']);

/**
 * The media type of an answer in one piece, by the header `Accept`: the first that is listed, as Yoga chooses, which looks at no
 * weights. Null where that takes a closer look.
 */
export function answerType(accept: string | undefined): string | null {
  if (accept === undefined) return 'application/json';
  if (accept.includes('charset')) return null;
  for (const range of accept.toLowerCase().split(',')) {
    const type = range.split(';', 1)[0]?.trim() ?? '';
    if (type === GRAPHQL) return GRAPHQL;
    if (JSON_TYPES.has(type)) return 'application/json';
  }
  return null;
}

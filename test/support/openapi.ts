import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';

/** The folder that the vendors' documents lie in on a machine that has them: they are not part of this project. */
const DOCUMENTS =
  process.env['TASK_FEDERATION_DOCUMENTS'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));

/** The path of a vendor's document, or null where this machine has none. */
export function documentPath(name: string): string | null {
  const path = `${DOCUMENTS}/${name}`;
  return existsSync(path) ? path : null;
}

export interface OpenApiDocument {
  /** Faults of a JSON body against the schema at a JSON pointer into the document; none for a body that fits. */
  faults(pointer: string, body: unknown): readonly string[];
}

/** Reads an OpenAPI 3.0 or Swagger 2.0 file. */
export function readOpenApi(path: string): OpenApiDocument {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  formats.default(ajv);
  ajv.addFormat('int64', true);
  ajv.addFormat('int32', true);
  const document = parse(readFileSync(path, 'utf8')) as object;
  admitNull(document);
  ajv.addSchema(document, 'document');
  const compiled = new Map<string, ValidateFunction>();
  return {
    faults(pointer, body) {
      const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `document#${pointer}` });
      compiled.set(pointer, validate);
      validate(body);
      return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
    },
  };
}

/** A nullable enum of OpenAPI 3.0 admits null only where it lists it, which vendors leave out. */
function admitNull(schema: object): void {
  if ('nullable' in schema && schema.nullable === true && 'enum' in schema && Array.isArray(schema.enum)) {
    if (!schema.enum.includes(null)) schema.enum.push(null);
  }
  for (const member of Object.values(schema)) if (typeof member === 'object' && member !== null) admitNull(member);
}

/** The pointer of a response's schema in an OpenAPI 3 document. */
export function responsePointer(path: string, method: string, status: number): string {
  return `${responseOf(path, method, status)}/content/application~1json/schema`;
}

/** The pointer of a response's schema in a Swagger 2 document. */
export function swaggerResponsePointer(path: string, method: string, status: number): string {
  return `${responseOf(path, method, status)}/schema`;
}

function responseOf(path: string, method: string, status: number): string {
  const escaped = path.replaceAll('~', '~0').replaceAll('/', '~1');
  return `/paths/${encodeURI(escaped)}/${method}/responses/${status}`;
}

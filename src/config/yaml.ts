import { parseDocument, type YAMLError } from 'yaml';
import type { Checked } from './check.ts';

/** YAML 1.2 with anchors, aliases and `<<`, as plain values. Each fault with its line; a tag that means nothing is one too. */
export function parseYaml(text: string): Checked<unknown> {
  const document = parseDocument(text, { merge: true, prettyErrors: false, strict: true });
  const notes = [...document.errors, ...document.warnings];
  if (notes.length > 0) {
    return { ok: false, faults: notes.map((note) => `line ${lineAt(text, note.pos[0])}: ${told(note)}`) };
  }
  try {
    return { ok: true, value: document.toJS() };
  } catch (error) {
    // The one way in which a document without errors has no value: its aliases name nothing, or too much.
    if (!(error instanceof ReferenceError)) throw error;
    return { ok: false, faults: [`the file: ${error.message}`] };
  }
}

/** The parser's words, but for those to a programmer. */
function told({ code, message }: YAMLError): string {
  return code === 'MULTIPLE_DOCS' ? 'another document begins; the file must hold one alone' : message;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

/** The text of a PEM file. Read with the settings, so that a fault of it is told with the others. */
export function readCertificate(file: string, context: z.RefinementCtx): string {
  const read = textOf(resolve(file));
  if ('text' in read && read.text.includes('-----BEGIN CERTIFICATE-----')) return read.text;
  // Not a name but what belongs into the file, a private key perhaps: not to be shown.
  if (file.includes('\n')) context.addIssue('must name a file, holds a line end');
  else context.addIssue(`${resolve(file)} ${'text' in read ? 'holds no PEM certificate' : read.reason}`);
  return z.NEVER;
}

function textOf(path: string): { readonly text: string } | { readonly reason: string } {
  try {
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { reason: REASONS[code] ?? `can't be read (${code})` };
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "can't be read: there is no such file",
  EISDIR: "can't be read: it is a folder",
  EACCES: "can't be read: this process has no permission",
};

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** PEM file with the certificate. */
  readonly file: string;
}

export interface Certificates {
  /** PEM file of the authority that signed `good` and `otherName`. */
  readonly authorityFile: string;
  /** For 127.0.0.1. */
  readonly good: Certificate;
  readonly otherName: Certificate;
  /** For 127.0.0.1, signed by itself alone. */
  readonly selfSigned: Certificate;
  remove(): void;
}

/** Whether this machine can make certificates. */
export const hasOpenssl: boolean = spawnSync('openssl', ['version']).status === 0;

/** Makes them anew, good for a day, in a folder of their own. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  const path = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  const make = (
    name: string,
    subject: string,
    extensions: readonly string[],
    ...signing: readonly string[]
  ): Certificate => {
    const [key, cert] = [path(`${name}.key`), path(`${name}.pem`)];
    const added = extensions.flatMap((extension) => ['-addext', extension]);
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
    openssl('req', '-x509', ...curve, '-subj', `/CN=${subject}`, '-keyout', key, '-out', cert, ...added, ...signing);
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8'), file: cert };
  };
  // Without a configuration file of the machine's own, whose extensions would come twice.
  writeFileSync(path('empty.cnf'), '[req]\ndistinguished_name=dn\n[dn]\n');
  const config = ['-config', path('empty.cnf')];
  const authority = make('authority', 'test authority', ['basicConstraints=critical,CA:TRUE'], ...config);
  const signed = [...config, '-CA', authority.file, '-CAkey', path('authority.key')];
  const here = 'subjectAltName=IP:127.0.0.1';
  return {
    authorityFile: authority.file,
    good: make('good', '127.0.0.1', [here], ...signed),
    otherName: make('other-name', 'elsewhere.invalid', ['subjectAltName=DNS:elsewhere.invalid'], ...signed),
    selfSigned: make('self-signed', '127.0.0.1', [here, 'basicConstraints=critical,CA:TRUE'], ...config),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

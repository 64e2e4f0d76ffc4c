import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { createConnectDeps } from '../../src/providers/provider.ts';
import { providers } from '../../src/providers/registry.ts';
import { buildSchema } from '../../src/schema.ts';
import { logUpstreams } from '../../src/telemetry/log-upstreams.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { hasOpenssl, makeCertificates } from './certificates.ts';
import { describeResult, matrixCells } from './matrix.ts';
import { type CaseResult, runCase } from './run-case.ts';
import { SUBJECTS, startUpstream } from './subjects.ts';

/** One cell as it went. */
export interface CellReport {
  readonly observed: string;
  /** Null where the case could not be run on this machine. */
  readonly nodes: CaseResult['nodes'] | null;
}

export interface MatrixReport {
  /** In the order of `matrixCells`. */
  readonly cells: readonly CellReport[];
  /** By the provider's name: the answer's tasks with no fault, and with the struck source left out. */
  readonly whole: Readonly<Record<string, CaseResult['nodes']>>;
  /** Everything that was sent to prove who asks. */
  readonly secrets: readonly string[];
}

/** Cases at once: most of them wait. */
const WIDTH = 24;

// Runs the whole matrix and writes a report to the file that is named. Whatever a client, a metric or a log would see goes to
// standard output and standard error.
const [file = ''] = process.argv.slice(2);
const upstreams = new Map(
  await Promise.all(SUBJECTS.map(async (each) => [each.provider.name, await startUpstream(each)] as const)),
);
const bystanderSubject = SUBJECTS.find(({ provider: { name } }) => name === 'vmware-srs');
if (!bystanderSubject) throw new Error('No provider for the source in good health');
const bystander = await startUpstream(bystanderSubject, 99);
const certificates = hasOpenssl ? makeCertificates() : null;

const secrets = new Set<string>();
for (const { settings } of upstreams.values()) {
  const { password, clientSecret } = settings['auth'] as Record<string, string | undefined>;
  for (const secret of [password, clientSecret]) if (secret) secrets.add(secret);
}
const SECRET_HEADERS = ['authorization', 'cookie', 'x-auth-token', 'vmware-api-session-id', 'x-srs-api-key'];

for (const name of ['upstream:request', 'upstream:circuit', 'upstream:health', 'source:problem', 'operation']) {
  subscribe(`task-federation:${name}`, (message) => process.stdout.write(`${inspect(message)}\n`));
}

const logger = createLogger('debug');
logUpstreams(logger);
const bench = {
  schema: await buildSchema(providers),
  logger,
  metrics: createMetrics(() => []),
  upstreams,
  certificates,
  bystander: () =>
    bystanderSubject.provider.source.parse({ ...bystander.settings, id: 'bystander' }).connect(createConnectDeps()),
  onRequest: ({ headers }: { readonly headers: Readonly<Record<string, string | string[] | undefined>> }) => {
    for (const name of SECRET_HEADERS) {
      const value = headers[name];
      if (typeof value === 'string') for (const part of value.split(/[\s,]+/)) if (part.length > 8) secrets.add(part);
    }
  },
};

const cells = matrixCells();
const reports: CellReport[] = [];
const whole: Record<string, CaseResult['nodes']> = {};
const NO_FAULT = { name: 'none', strike: () => ({ kind: 'request', faultOf: () => null }) as const, expected: {} };
for (const subject of SUBJECTS) {
  whole[subject.provider.name] = (await runCase(bench, subject, NO_FAULT, 'first request')).nodes;
}
const waiting = [...cells.entries()];
await Promise.all(
  Array.from({ length: WIDTH }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, { fault, subject, position }] = next;
      if (fault.needsTls && !certificates) {
        reports[index] = { observed: 'not run: openssl is missing', nodes: null };
        continue;
      }
      const result = await runCase(bench, subject, fault, position);
      process.stdout.write(`${result.answer}\n`);
      reports[index] = { observed: describeResult(result, fault.name.includes('date')), nodes: result.nodes };
    }
  }),
);
process.stdout.write(await bench.metrics.read());
const report: MatrixReport = { cells: reports, whole, secrets: [...secrets] };
writeFileSync(file, JSON.stringify(report));
certificates?.remove();
await Promise.all([...upstreams.values(), bystander].map((upstream) => upstream.close()));

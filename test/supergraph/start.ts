import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startSupergraph } from './start-supergraph.ts';

// For a person to try: the demo, whose tasks move with time, beside another team's subgraph, behind Hive Gateway.
const folder = fileURLToPath(new URL('.', import.meta.url));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

if (!existsSync(`${folder}node_modules/@graphql-hive/gateway`)) {
  say('installing the gateway');
  const { status } = spawnSync('npm ci --no-audit --no-fund', {
    cwd: folder,
    stdio: 'inherit',
    shell: true,
  });
  if (status !== 0) process.exit(status ?? 1);
}

const supergraph = await startSupergraph({ gateway: 'Hive Gateway', now: Date.now });
let isStopping = false;
const stop = (): void => {
  if (isStopping) return;
  isStopping = true;
  supergraph.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
// At a signal npm ends the shell between itself and this process, which is not told.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && stop(), 250);

say(`subgraph of tasks: ${supergraph.demo.url}`);
say('try: { tasks(first: 5) { nodes { __typename title note source { name owner } } } }');
say(`listening on ${supergraph.url}`);

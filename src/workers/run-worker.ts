import { parseCommandLine } from '../command-line.ts';
import { readConfig } from '../config.ts';
import { demoSources } from '../demo.ts';
import { createConnectDeps } from '../providers/provider.ts';
import { providers } from '../providers/registry.ts';
import { type LocalService, serve } from '../serve.ts';
import { EXIT_FAILED } from '../stop-on-signal.ts';
import { createLogger } from '../telemetry/logger.ts';
import { orders as ordersSchema } from './orders.ts';
import { createPeer, type Peer } from './peer.ts';
import { createWorkerTurns } from './turns.ts';

// A terminal and a service manager signal the whole group: when to end is for the primary process to say. Where that has ended,
// Node ends its workers.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => undefined);

let service: LocalService | null = null;
const turns = createWorkerTurns(() => primary);
const primary: Peer = createPeer(
  {
    send: (message) => process.send?.(message, undefined, {}, () => undefined),
    onMessage: (listener) => process.on('message', listener),
  },
  {
    ...turns.answers,
    async stop() {
      await service?.stop();
      process.exit(0);
    },
    metrics: () => service?.metrics.snapshot() ?? [],
  },
);

const orders = ordersSchema.parse(await primary.ask('orders'));
const commandLine = parseCommandLine(process.argv.slice(2));
if (commandLine.kind !== 'run') throw new Error('a worker is started by the primary process, with its arguments');

const loaded = readConfig(orders.text, { commandLine: commandLine.options, providers });
if (!loaded.ok) await giveUp(loaded.faults.join('; '));
else {
  const { config } = loaded;
  const served = await serve({
    config,
    sources: orders.demo ? demoSources(orders.demo, providers) : config.sources,
    address: { host: config.server.host, port: orders.port },
    logger: createLogger(config.logLevel).child({ worker: orders.number }),
    deps: createConnectDeps(config.server.workers, turns.of),
    readMetrics: async () => String(await primary.ask('metrics')),
  });
  if (!served.ok) await giveUp(served.fault);
  else {
    service = served.service;
    // One that can't answer has not begun: a primary process goes on starting those that end after that.
    await service.warmedUp;
    await primary.ask('listening', service.url);
  }
}

async function giveUp(fault: string): Promise<never> {
  await primary.ask('failed', fault);
  return process.exit(EXIT_FAILED);
}

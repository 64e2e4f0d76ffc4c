import { HELP, parseCommandLine } from './command-line.ts';
import { type CommandLine, loadConfig } from './config.ts';
import { demoSources, startDemo } from './demo.ts';
import { providers } from './providers/registry.ts';
import { EXIT_FAILED, stopOnSignal } from './stop-on-signal.ts';
import { createLogger } from './telemetry/logger.ts';

const EXIT_FAULTY_CONFIGURATION = 2;

const parsed = parseCommandLine(process.argv.slice(2));
switch (parsed.kind) {
  case 'help':
    process.stdout.write(HELP);
    break;
  case 'fault':
    giveUp(EXIT_FAULTY_CONFIGURATION, [parsed.fault]);
    break;
  case 'run':
    await run(parsed.options);
    break;
  default:
    parsed satisfies never;
}

async function run(commandLine: CommandLine): Promise<void> {
  const loaded = loadConfig(commandLine, providers);
  if (!loaded.ok) return giveUp(EXIT_FAULTY_CONFIGURATION, loaded.faults);
  const { config, text } = loaded;

  const logger = createLogger(config.logLevel);
  const demo = config.demo ? await startDemo(providers) : null;
  const serveAlone = async () => {
    const { serve } = await import('./serve.ts');
    const sources = demo ? demoSources(demo.sources, providers) : config.sources;
    return serve({ config, sources, address: config.server, logger });
  };
  const serveByWorkers = async () => {
    const { startWorkers } = await import('./workers/start-workers.ts');
    const orders = { text, demo: demo?.sources ?? null };
    return startWorkers({ count: config.server.workers, port: config.server.port, orders, logger });
  };
  const served = await (config.server.workers === 1 ? serveAlone() : serveByWorkers());
  if (!served.ok) {
    await demo?.close();
    return giveUp(EXIT_FAILED, [served.fault]);
  }

  const { url, stop, lost } = served.service;
  const giveIn = stopOnSignal(
    async () => {
      await stop();
      await demo?.close();
    },
    config.endsWithParent,
    logger,
  );
  lost?.then(giveIn);
  if (demo) say(`demo: ${demo.sources.length} simulated upstreams; give --config FILE.yaml for your own`);
  say(`listening on ${url}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function giveUp(exitCode: number, faults: readonly string[]): void {
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exitCode = exitCode;
}

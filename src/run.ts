import { HELP, parseCommandLine } from './command-line.ts';
import { type CommandLine, loadConfig, readSources } from './config.ts';
import { openConnections } from './connections.ts';
import { createRequestContext } from './context.ts';
import { type Demo, startDemo } from './demo.ts';
import { readExampleTabs, tabsThatFit } from './graphiql/tabs.ts';
import { listenFailure } from './listen-failure.ts';
import type { ConfiguredSource } from './providers/provider.ts';
import { providers } from './providers/registry.ts';
import { buildSchema, buildSubgraph } from './schema.ts';
import { createServer } from './server.ts';
import { createReadingMemory } from './tasks/reading-memory.ts';
import { createLogger, type Logger } from './telemetry/logger.ts';
import { createMetrics } from './telemetry/metrics.ts';

const EXIT_FAILED = 1;
const EXIT_FAULTY_CONFIGURATION = 2;

/** Sign-outs wait no longer: an upstream that is down must not keep this process up. */
const SIGN_OUT_MS = 5000;

/** Under npm a terminal's Ctrl-C comes twice, by itself and passed on: within this time it is one signal, not a second. */
const SAME_SIGNAL_MS = 500;

/** How often to look whether npm's shell is still there. */
const PARENT_CHECK_MS = 250;

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
  const { config } = loaded;

  const logger = createLogger(config.logLevel);
  const demo = config.demo ? await startDemo(providers) : null;
  const connections = openConnections(demo ? demoSources(demo) : config.sources);
  const memory = createReadingMemory(config.server.snapshotBytes);
  const { federation } = config;
  const schema = federation ? buildSubgraph(providers, federation).schema : buildSchema(providers);
  const server = createServer({
    schema,
    createContext: (scope) => createRequestContext(connections.all, memory, scope),
    tabs: tabsThatFit(schema, readExampleTabs()),
    logger,
    metrics: createMetrics(connections.health),
  });
  const stop = async (): Promise<void> => {
    await server.close();
    await connections.close(SIGN_OUT_MS);
    await demo?.close();
  };

  let url: string;
  try {
    url = await server.listen(config.server);
  } catch (error) {
    await stop();
    return giveUp(EXIT_FAILED, [listenFailure(error, config.server)]);
  }
  stopOnSignal(stop, config.endsWithParent, logger);
  logger.info({ url, sources: connections.all.map(({ info }) => info.name) }, 'listening');
  if (demo) say(`demo: ${demo.sources.length} simulated upstreams; give --config FILE.yaml for your own`);
  say(`listening on ${url}`);
}

function demoSources(demo: Demo): readonly ConfiguredSource[] {
  const sources = readSources(demo.sources, providers);
  if (!sources.ok) throw new Error(`the demo's own configuration is faulty: ${sources.faults.join('; ')}`);
  return sources.value;
}

/** The first signal finishes what is in flight and exits with 0; another one exits at once. */
function stopOnSignal(stop: () => Promise<void>, endsWithParent: boolean, logger: Logger): void {
  let stoppingSince: number | null = null;
  const begin = (reason: string): void => {
    stoppingSince = performance.now();
    logger.info({ reason }, 'stopping');
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.fatal({ err: error }, 'stopping failed');
        process.exit(EXIT_FAILED);
      },
    );
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stoppingSince === null) begin(signal);
    else if (performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(EXIT_FAILED);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);

  if (!endsWithParent) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && stoppingSince === null) begin('the parent process has ended');
  }, PARENT_CHECK_MS).unref();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function giveUp(exitCode: number, faults: readonly string[]): void {
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exitCode = exitCode;
}

import { providers } from '../../src/providers/registry.ts';
import { createTestGraph } from '../support/graph.ts';

const TIMES = 20;
const DEADLINE_MS = 300;
/** One less than open the circuit. */
const IN_A_ROW = 4;

const PAGE = '{ tasks(first: 20) { nodes { id } outcomes { state } } }';
const OWN_LIST = '{ vmwareSrsRunspaces(source: "bad") { nodes { id } } }';

/** Milliseconds, in ascending order. */
export interface Clocks {
  /** From the deadline of a silent source to the page beside it. */
  readonly late: readonly number[];
  /** To the failure of a source whose circuit is open, parsing and validation included. */
  readonly open: readonly number[];
}

/** Clocks what has a time promised: how long after the deadline a page with a silent source comes, and how soon an open circuit fails. */
export async function readClocks(): Promise<Clocks> {
  const provider = providers.find(({ name }) => name === 'vmware-srs');
  const good = await provider?.simulate({ seed: 1, tasks: 40, now: Date.now });
  const bad = await provider?.simulate({ seed: 2, tasks: 40, now: Date.now });
  if (!provider || !good || !bad) throw new Error('nothing to clock');
  let fault: 'none' | 'silence' | 'reset' = 'none';
  bad.server.hook(() => (fault === 'none' ? undefined : { fault }));
  const settings = { deadlineMs: DEADLINE_MS, timeoutMs: 60_000, retries: 0 };
  const graph = createTestGraph([
    { provider, simulation: good, settings: { ...settings, id: 'good' } },
    { provider, simulation: bad, settings: { ...settings, id: 'bad' } },
  ]);
  const clock = async (document: string): Promise<number> => {
    const start = performance.now();
    await graph.run(document);
    return performance.now() - start;
  };

  const late: number[] = [];
  for (let index = 0; index < TIMES; index += 1) {
    fault = 'none';
    if (index % IN_A_ROW === 0) await graph.run(PAGE);
    fault = 'silence';
    late.push((await clock(PAGE)) - DEADLINE_MS);
  }
  fault = 'reset';
  for (let index = 0; index <= IN_A_ROW; index += 1) await graph.run(OWN_LIST);
  const open: number[] = [];
  for (let index = 0; index < TIMES; index += 1) open.push(await clock(OWN_LIST));

  await graph.close();
  await Promise.all([good.close(), bad.close()]);
  return { late: ascending(late), open: ascending(open) };
}

function ascending(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}

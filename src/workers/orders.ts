import { z } from 'zod';

/** What a worker is told before it begins. */
export const orders = z.object({
  /** From 1 on; the one that takes its place after a crash bears the same. */
  number: z.int(),
  /** The configuration's text, so that all workers have the same even where the file has changed since; null for the demo. */
  text: z.string().nullable(),
  /** Entries of the demo's sources, whose upstreams live in the primary process; null for none. */
  demo: z.array(z.unknown()).readonly().nullable(),
  port: z.int(),
});

export type Orders = z.output<typeof orders>;

import { setFlagsFromString } from 'node:v8';

/**
 * Settings of V8 that suit a server that waits for others; to be made before anything else is loaded. What they are worth can be
 * seen in `test/bench`: `raw-v8` is `raw` with them.
 *
 * V8 allocates an object as an old one where those made at its place in the code outlived collections before. While requests wait
 * for upstreams that is so of many places, though all that a request makes is done with soon. What is born old is not freed until
 * all of the heap is looked through, and whatever it leads to stays as long and is copied meanwhile: whole pages of records.
 *
 * V8 looks through all of the heap, too, whenever 64 MB were allocated outside of it, as upstreams' answers are and ours: on a
 * busy server three times a second. Counted with the heap, they make it do so when both have grown in proportion.
 *
 * That proportion is up to fourfold what is in use; but only a third more from the time on that V8 gave memory back to the system,
 * which it does when little was done for a while. A server that was left alone once would collect ten times as often from then on,
 * without end.
 */
export function setUpV8(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
  setFlagsFromString('--external-memory-accounted-in-global-limit');
  setFlagsFromString('--heap-growing-percent=300');
}

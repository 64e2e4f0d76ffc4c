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
 * V8 gives memory back to the system, too, when its heap was not looked through for 100 s, whether the server had nothing to do or
 * only little garbage: for 20 s of load the compiler then makes again what that throws away of compiled code, and from then on
 * the heap may grow by a third instead of up to fourfold what is in use, so that it is looked through many times as often. So it
 * keeps what memory it has, and grows the same at all times.
 */
export function setUpV8(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
  setFlagsFromString('--external-memory-accounted-in-global-limit');
  setFlagsFromString('--memory-reducer-gc-count=0');
  setFlagsFromString('--heap-growing-percent=300');
}

import { setFlagsFromString } from 'node:v8';

/**
 * Settings of V8 that suit a server that waits for others; to be made before anything else is loaded. What they are worth can be
 * seen in `test/bench`: `raw-v8` is `raw` with them.
 */
export function setUpV8(): void {
  // V8 allocates an object as an old one where those made at its place in the code outlived collections before. While requests
  // wait for upstreams that is so of many places, though all that a request makes is done with soon. What is born old is not freed
  // until all of the heap is looked through, and whatever it leads to stays as long and is copied meanwhile: whole pages of records.
  setFlagsFromString('--no-allocation-site-pretenuring');

  // V8 looks through all of the heap whenever 64 MB were allocated outside of it, as upstreams' answers are and ours: on a busy
  // server three times a second. Counted with the heap, they make it do so when both have grown in proportion.
  setFlagsFromString('--external-memory-accounted-in-global-limit');

  // When the heap was not looked through for 100 s, as a server with little garbage or nothing to do knows it, V8 collects so that
  // memory can be given back, and throws compiled code away with it: 20 s of load go by until that is made again. None of these
  // collections are made. (V8's memory reducer, of which this is a setting, is there by now: it can't be left out any more.)
  setFlagsFromString('--memory-reducer-gc-count=0');

  // Behind those collections, made or not, V8 lets the heap grow to 1.3 times what is in use before it looks through it again: many
  // times as often as with the factor of 4 that it takes before. So it is 3 (200 % more) at all times: with 4 a busy process takes
  // a tenth more memory, and hardly less time.
  setFlagsFromString('--heap-growing-percent=200');
}

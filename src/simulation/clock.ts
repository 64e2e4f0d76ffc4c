/** Epoch milliseconds. `Date.now` in the demo; tests bring one that they move. */
export type Clock = () => number;

/** How several processes that send to the same upstream take turns with what must not be tried by two of them at once. */
export interface ProcessTurns {
  /** Resolves to 0 when it is this process's turn, which it must end; or to the milliseconds for which none is given. */
  take(): Promise<number>;
  end(): void;
  /** No process gets a turn for this long. Those that have no need of one are told. */
  stop(milliseconds: number): void;
  /** Another process has stopped it. */
  onStop(listener: (milliseconds: number) => void): void;
}

/** What the clients' documents select of each source's part in a page. */
export interface Outcome {
  readonly source: { readonly name: string };
  readonly state: string;
  readonly missedEarlier: boolean;
}

/** The sources that a frontend has to tell of: read of the page that came last, it is true of the list up to there. */
export function missingFrom(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes
    .filter(({ state, missedEarlier }) => state !== 'COMPLETE' || missedEarlier)
    .map(({ source }) => source.name);
}

import { FAULT_CASES, type FaultCase } from './fault-cases.ts';
import type { CaseResult } from './run-case.ts';
import { POSITIONS, type Position, positionsOf, SUBJECTS, type Subject } from './subjects.ts';

export interface MatrixCell {
  readonly fault: FaultCase;
  readonly subject: Subject;
  readonly position: Position;
  readonly expected: string;
}

/** Every fault at every place of every provider that has it. */
export function matrixCells(): readonly MatrixCell[] {
  return FAULT_CASES.flatMap((fault) =>
    SUBJECTS.flatMap((subject) =>
      positionsOf(subject).flatMap((position) => {
        const told = fault.expected[position];
        if (told === undefined) return [];
        const expected = typeof told === 'string' ? told : (told[subject.provider.name] ?? told['others'] ?? '');
        return [{ fault, subject, position, expected }];
      }),
    ),
  );
}

/** A result in the words of the table. */
export function describeResult(
  { state, problem, tries }: Pick<CaseResult, 'state' | 'problem' | 'tries'>,
  isDated: boolean,
): string {
  const counted = `${tries} ${tries === 1 ? 'try' : 'tries'}`;
  if (problem === null) return `${state}, ${counted}`;
  const { code, retryable, retryAfterMs } = problem;
  const isSoon = isDated && retryAfterMs !== null && retryAfterMs <= 1000;
  const after = retryAfterMs === null ? '' : ` after ${isSoon ? 'up to 1000' : retryAfterMs} ms`;
  return `${state === 'PARTIAL' ? 'PARTIAL ' : ''}${code}${retryable ? ', retryable' : ''}${after}, ${counted}`;
}

/** The expectations as a Markdown table. */
export function matrixTable(): string {
  const cell = (fault: FaultCase, position: Position): string => {
    const told = fault.expected[position];
    if (told === undefined) return '–';
    if (typeof told === 'string') return told;
    const { others, ...exceptions } = told;
    return [others, ...Object.entries(exceptions).map(([name, text]) => `${name}: ${text}`)].join('<br>');
  };
  const rows = FAULT_CASES.map((fault) => [fault.name, ...POSITIONS.map((position) => cell(fault, position))]);
  return [['fault', ...POSITIONS], POSITIONS.map(() => '---').concat('---'), ...rows]
    .map((columns) => `| ${columns.join(' | ')} |`)
    .join('\n');
}

const START = '<!-- fault matrix: printed, not written -->';
const END = '<!-- end of the fault matrix -->';

/** A README with the table between its marks. */
export function withMatrix(readme: string): string {
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  if (start === -1 || end === -1) throw new Error('The README has no marks for the fault matrix.');
  return `${readme.slice(0, start)}${START}\n${matrixTable()}\n${readme.slice(end)}`;
}

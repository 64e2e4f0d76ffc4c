import type { TaskEnums } from './task.ts';

/** The graph's own types that providers' arguments are made of: Pothos can't name an enum by its text. */
export type SharedTypes = Pick<TaskEnums, 'orderDirection'>;

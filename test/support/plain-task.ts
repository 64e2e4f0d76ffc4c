import type { Task } from '../../src/tasks/task.ts';

/** All that a task tells, as a plain object: its own properties but what it reads, and its getters up to those of the first class. */
export function plainTask(task: Task): Record<string, unknown> {
  const { received: _, ...told }: Record<string, unknown> = { ...task };
  for (let type = Object.getPrototypeOf(task); type !== Object.prototype; type = Object.getPrototypeOf(type)) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(type))) {
      if (get) told[name] = Reflect.get(task, name);
    }
  }
  return told;
}

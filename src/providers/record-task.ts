import { wholeRecord } from '../json/lazy-records.ts';
import { encodeGlobalId, encodeGlobalIds } from '../tasks/global-id.ts';
import type { SourceInfo } from '../tasks/source.ts';
import type { TaskStatus } from '../tasks/status.ts';
import type { Task, TaskFailure, TaskProgress, TaskProvider, TaskTarget } from '../tasks/task.ts';

/**
 * A task that reads a member of its record when that is looked at: most rows of a scan are sorted and never served, and most
 * callers select few fields. No member throws. What a provider's own class does not tell is null.
 */
export abstract class RecordTask implements Task {
  // Declared alone: as fields, V8 would make each of them first as undefined, which is felt over the rows of a scan.
  declare readonly orderedAt: number | null;
  declare readonly nativeId: string;
  declare readonly source: SourceInfo;
  /** What the members are read from: an object, perhaps a lazy record, of which `record` is all. */
  declare readonly received: unknown;
  #id: string | null = null;
  #page: readonly Task[] | null = null;

  constructor(orderedAt: number | null, nativeId: string, source: SourceInfo, received: unknown) {
    this.orderedAt = orderedAt;
    this.nativeId = nativeId;
    this.source = source;
    this.received = received;
  }

  abstract get typename(): string;
  abstract get title(): string;
  abstract get status(): TaskStatus;
  abstract get nativeStatus(): string | null;

  /** What the provider needs to find it again. */
  protected localId(): string {
    return this.nativeId;
  }

  get id(): string {
    if (this.#id === null && this.#page !== null) this.#makeIds(this.#page);
    this.#id ??= encodeGlobalId(this.typename, this.source.name, this.localId());
    return this.#id;
  }

  joinPage(page: readonly Task[]): void {
    this.#page = page;
  }

  #makeIds(page: readonly Task[]): void {
    const tasks = page.filter((task) => task instanceof RecordTask);
    const localIds = tasks.map((task) => task.localId());
    const ids = encodeGlobalIds(this.typename, this.source.name, localIds);
    tasks.forEach((task, index) => {
      task.#id = ids[index] ?? null;
    });
  }

  get record(): unknown {
    return wholeRecord(this.received);
  }

  get provider(): TaskProvider {
    return this.source.provider;
  }

  get name(): string | null {
    return null;
  }

  get description(): string | null {
    return null;
  }

  get progress(): TaskProgress | null {
    return null;
  }

  get createdAt(): number | null {
    return null;
  }

  get startedAt(): number | null {
    return null;
  }

  get endedAt(): number | null {
    return null;
  }

  get initiator(): string | null {
    return null;
  }

  get target(): TaskTarget | null {
    return null;
  }

  get failure(): TaskFailure | null {
    return null;
  }
}

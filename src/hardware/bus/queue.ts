/** Lower numbers go first: an opening never waits for a poll. */
export const PRIORITY = { unlock: 0, doors: 1, other: 2 } as const;
export type Priority = (typeof PRIORITY)[keyof typeof PRIORITY];

/** A bounded queue in order of priority, then of arrival. */
export class PriorityQueue<T extends { readonly priority: Priority }> {
  readonly #limit: number;
  #waiting: T[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** False when the queue is full; nothing was added then. */
  add(item: T): boolean {
    if (this.#waiting.length >= this.#limit) return false;
    const before = this.#waiting.findIndex((other) => other.priority > item.priority);
    this.#waiting.splice(before < 0 ? this.#waiting.length : before, 0, item);
    return true;
  }

  take(): T | undefined {
    return this.#waiting.shift();
  }

  has(item: T): boolean {
    return this.#waiting.includes(item);
  }

  remove(item: T): void {
    this.#waiting = this.#waiting.filter((other) => other !== item);
  }
}

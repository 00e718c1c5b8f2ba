import type { JournalEvent } from '../../core/event.ts';
import type { Notice } from '../../fleet/notices.ts';

/** What the hub stored, as it told it: each event must come once, in the order of its number, which every epoch begins anew. */
export class Ledger {
  readonly #events: JournalEvent[] = [];
  readonly #problems: string[] = [];
  #epoch = '';
  /** How many events came before the present epoch. */
  #before = 0;

  take = (notice: Notice): void => {
    if (notice.kind === 'lost') this.#problems.push(`events ${notice.from}–${notice.to} are lost`);
    if (notice.kind === 'refused') this.#problems.push(`${notice.topic}: ${notice.reason}`);
    if (notice.kind !== 'event') return;
    if (notice.epoch !== this.#epoch) this.#before = this.#events.length;
    this.#epoch = notice.epoch;
    const expected = this.#events.length - this.#before + 1;
    if (notice.event.seq !== expected) this.#problems.push(`event ${notice.event.seq} came in place of ${expected}`);
    this.#events.push(notice.event);
  };

  get events(): readonly JournalEvent[] {
    return this.#events;
  }

  get length(): number {
    return this.#events.length;
  }

  get problems(): readonly string[] {
    return this.#problems;
  }

  count(type: JournalEvent['type'], orderId?: string): number {
    const about = (event: JournalEvent): boolean => 'orderId' in event.data && event.data.orderId === orderId;
    return this.#events.filter((event) => event.type === type && (orderId === undefined || about(event))).length;
  }

  indexOf(type: JournalEvent['type'], orderId: string): number {
    return this.#events.findIndex(
      (event) => event.type === type && 'orderId' in event.data && event.data.orderId === orderId,
    );
  }
}

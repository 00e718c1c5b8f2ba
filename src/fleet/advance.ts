import type { JournalEvent } from '../core/event.ts';
import type { Watermark } from './event-log.ts';
import type { HubStore } from './hub-store.ts';
import { applyEvent } from './projection.ts';

/**
 * Moves the watermark over every stored event that follows it without a gap, applying each; returns those. Within a
 * transaction. `inserted`: what this transaction has stored, in any order.
 */
export function advance(
  store: HubStore,
  lockerId: string,
  epoch: string,
  inserted: readonly JournalEvent[],
): readonly JournalEvent[] {
  const before = store.events.watermark(lockerId, epoch);
  const highest = inserted.reduce((most, { seq }) => Math.max(most, seq), before.highest);
  const passed = following(before, inserted) ?? stored(store, lockerId, epoch, before.upto, highest);
  for (const event of passed) applyEvent(store, lockerId, epoch, event);
  store.events.setWatermark(lockerId, epoch, { upto: passed.at(-1)?.seq ?? before.upto, highest });
  return passed;
}

/** The usual case, at no reading: nothing waits behind a gap, and what came goes on right where the store ends. */
function following({ upto, highest }: Watermark, events: readonly JournalEvent[]): readonly JournalEvent[] | undefined {
  if (highest > upto) return undefined;
  const fresh = events.filter(({ seq }) => seq > upto);
  return fresh.every(({ seq }, index) => seq === upto + 1 + index) ? fresh : undefined;
}

function stored(store: HubStore, lockerId: string, epoch: string, upto: number, highest: number): JournalEvent[] {
  if (!store.events.get(lockerId, epoch, upto + 1)) return [];
  const events = store.events.range(lockerId, epoch, upto + 1, highest);
  const gap = events.findIndex(({ seq }, index) => seq !== upto + 1 + index);
  return events.slice(0, gap < 0 ? events.length : gap);
}

/** What became of events that the locker has no more: those that the hub has nonetheless, and those lost. */
export interface PassedOver {
  readonly lost: readonly { readonly from: number; readonly to: number }[];
  readonly passed: readonly JournalEvent[];
}

/**
 * The locker has nothing up to `gone` any more: what the hub has not got of it will never come. Declares that lost,
 * applies the rest, and goes on behind. Within a transaction.
 */
export function passOver(store: HubStore, lockerId: string, epoch: string, gone: number): PassedOver {
  const { upto, highest } = store.events.watermark(lockerId, epoch);
  if (gone <= upto) return { lost: [], passed: [] };
  const lost: { from: number; to: number }[] = [];
  const passed = [...store.events.range(lockerId, epoch, upto + 1, gone)];
  let next = upto + 1;
  for (const event of passed) {
    if (event.seq > next) lost.push({ from: next, to: event.seq - 1 });
    applyEvent(store, lockerId, epoch, event);
    next = event.seq + 1;
  }
  if (gone >= next) lost.push({ from: next, to: gone });
  for (const { from, to } of lost) store.events.addLoss(lockerId, epoch, from, to);
  store.events.setWatermark(lockerId, epoch, { upto: gone, highest: Math.max(highest, gone) });
  return { lost, passed: [...passed, ...advance(store, lockerId, epoch, [])] };
}

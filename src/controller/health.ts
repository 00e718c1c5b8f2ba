/** What operations learn of a cabinet every five minutes, by MQTT alone (04, Health). */
import type { Health } from '../contract/messages.ts';
import { buildTopic } from '../contract/topics.ts';
import { isoTime, parseTime } from '../core/clock.ts';
import { restarts } from './lives.ts';
import type { Boards, Cancel, Clock, Cloud, Log, ProcessFigures, Scheduler, Store } from './ports.ts';
import type { WatchClock } from './watch-clock.ts';

export const HEALTH_EVERY_MS = 300_000;

export interface HealthNeeds {
  readonly store: Store;
  readonly boards: Boards;
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly process: ProcessFigures;
  readonly log: Log;
  readonly lockerId: string;
  readonly watchClock: WatchClock;
}

/** Spreads a fleet's messages over the interval: the same locker always at the same phase. FNV-1a of the id. */
export function healthPhaseMs(lockerId: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(lockerId)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % HEALTH_EVERY_MS;
}

export class HealthReports {
  readonly #needs: HealthNeeds;
  readonly #startedMs: number;
  readonly #cancel: Cancel[] = [];

  constructor(needs: HealthNeeds) {
    this.#needs = needs;
    this.#startedMs = needs.clock.read().monotonicMs;
  }

  start(): void {
    const { scheduler, lockerId } = this.#needs;
    const first = scheduler.after(healthPhaseMs(lockerId), () => {
      this.publish();
      this.#cancel.push(scheduler.every(HEALTH_EVERY_MS, () => this.publish()));
    });
    this.#cancel.push(first);
  }

  stop(): void {
    for (const cancel of this.#cancel.splice(0)) cancel();
  }

  /** Also at each connection: silence before it is explained at once. */
  publish(): void {
    const { cloud, lockerId, log } = this.#needs;
    try {
      cloud.publishRetained(buildTopic({ kind: 'health', lockerId }), this.read());
    } catch (error) {
      log.error('store-failed', { doing: 'health', message: String(error) });
    }
  }

  read(): Health {
    const { store, boards, cloud, process, clock, watchClock } = this.#needs;
    const { range, oldest, now, compartments, life } = store.transact((tx) => {
      const journal = tx.journal.range();
      const first = tx.journal.after(journal.acked, 1)[0];
      return {
        range: journal,
        oldest: first?.at,
        now: tx.now,
        compartments: tx.compartments.all(),
        life: restarts(tx),
      };
    });
    const { reconnects, lastReason } = cloud.state();
    const oldestAgeS = oldest === undefined ? 0 : Math.max(0, (now.atMs - parseTime(oldest)) / 1000);
    return {
      at: isoTime(now.atMs),
      uptimeS: Math.round((clock.read().monotonicMs - this.#startedMs) / 1000),
      journal: { depth: range.head - range.acked, oldestAgeS, acked: range.acked, head: range.head },
      connection: { reconnects, lastReason },
      restarts: life,
      process: process.read(),
      disk: { freeBytes: store.freeBytes(), commitP99Ms: store.commitP99Ms() },
      clock: { quality: now.clock, ...watchClock.state() },
      buses: { ...boards.counters() },
      compartments: compartments.map(({ number, generation, occupancy, hold }) => ({
        ...{ number, generation, occupancy, hold },
        door: boards.door(number),
      })),
    };
  }
}

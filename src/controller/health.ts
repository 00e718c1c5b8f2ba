/** What operations learn of a cabinet every five minutes, by MQTT alone (04, Health). */
import type { DiskHealth, Health } from '../contract/messages.ts';
import { buildTopic } from '../contract/topics.ts';
import { isoTime, type Moment, momentOf, parseTime } from '../core/clock.ts';
import type { Compartment } from '../core/compartment.ts';
import type { DiskReport } from '../core/disk.ts';
import { restarts } from './lives.ts';
import type { Boards, Cancel, Clock, Cloud, Log, ProcessFigures, Scheduler, Store, Tx } from './ports.ts';
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

/** The disk in the words of the contract. */
export const diskHealthOf = ({ sinceMs, ...report }: DiskReport): Omit<DiskHealth, 'commitP99Ms'> => ({
  ...report,
  since: isoTime(sinceMs),
});

export class HealthReports {
  readonly #needs: HealthNeeds;
  readonly #startedMs: number;
  readonly #cancel: Cancel[] = [];
  #known: Records;

  constructor(needs: HealthNeeds) {
    this.#needs = needs;
    const reading = needs.clock.read();
    this.#startedMs = reading.monotonicMs;
    this.#known = {
      journal: { depth: 0, oldestAgeS: 0, acked: 0, head: 0 },
      compartments: [],
      now: momentOf(reading, 0),
      life: { starts: 1, crashes: 0, watchdogs: 0, powerLosses: 0, lastEnd: 'first-start' },
    };
  }

  start(): void {
    const { scheduler, lockerId, store } = this.#needs;
    store.onDisk(() => this.publish());
    const first = scheduler.after(healthPhaseMs(lockerId), () => {
      this.publish();
      this.#cancel.push(scheduler.every(HEALTH_EVERY_MS, () => this.publish()));
    });
    this.#cancel.push(first);
  }

  stop(): void {
    for (const cancel of this.#cancel.splice(0)) cancel();
  }

  /** Also at each connection (silence before it is explained at once), and when the disk is well or not any more. */
  publish(): void {
    const { cloud, lockerId } = this.#needs;
    cloud.publishRetained(buildTopic({ kind: 'health', lockerId }), this.read());
  }

  read(): Health {
    const { store, boards, cloud, process, clock, watchClock } = this.#needs;
    const { journal, compartments, now, life } = this.#records();
    const { reconnects, lastReason } = cloud.state();
    return {
      at: isoTime(now.atMs),
      uptimeS: Math.round((clock.read().monotonicMs - this.#startedMs) / 1000),
      journal,
      connection: { reconnects, lastReason },
      restarts: life,
      process: process.read(),
      disk: { ...diskHealthOf(store.disk()), commitP99Ms: store.commitP99Ms() },
      clock: { quality: now.clock, ...watchClock.state() },
      buses: { ...boards.counters() },
      compartments: compartments.map(({ number, generation, occupancy, hold }) => ({
        ...{ number, generation, occupancy, hold },
        door: boards.door(number),
      })),
    };
  }

  /** What the database says; what it said last, when it cannot be read: a sick disk must not silence the rest. */
  #records(): Records {
    const { store, clock, log } = this.#needs;
    try {
      this.#known = store.transact(readRecords);
    } catch (error) {
      log.error('store-failed', { doing: 'health', message: String(error) });
      this.#known = { ...this.#known, now: momentOf(clock.read(), this.#known.now.atMs) };
    }
    return this.#known;
  }
}

interface Records {
  readonly journal: Health['journal'];
  readonly compartments: readonly Compartment[];
  readonly now: Moment;
  readonly life: Health['restarts'];
}

function readRecords(tx: Tx): Records {
  const { head, acked } = tx.journal.range();
  const oldest = tx.journal.after(acked, 1)[0]?.at;
  const oldestAgeS = oldest === undefined ? 0 : Math.max(0, (tx.now.atMs - parseTime(oldest)) / 1000);
  return {
    journal: { depth: head - acked, oldestAgeS, acked, head },
    compartments: tx.compartments.all(),
    now: tx.now,
    life: restarts(tx),
  };
}

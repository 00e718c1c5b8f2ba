/**
 * The watchdog of the service manager is fed only while the house lives: never by a blind timer.
 *
 *     event loop turns ─▶ look, several times an interval ─▶ is any vital stuck? ── no ──▶ fed, three times an interval
 *                                                                └ yes ─▶ named in the log and the journal; not fed
 */
import { look, type Sign, stuckAmong, type Watched } from '../core/liveness.ts';
import type { Cancel, Clock, Log, Scheduler, Store } from './ports.ts';
import type { ServiceManager } from './service-manager.ts';

/** A part of the house that must not be stuck. */
export interface Vital extends Omit<Sign, 'ended'> {
  /** Counts the attempts that came to an end, well or badly. */
  ended(): number;
  /** Begins an attempt of our own, when nothing came to an end for `askAfterMs`; asked again at each look until it does. */
  ask?(): void;
  readonly askAfterMs?: number;
}

export interface WatchdogNeeds {
  readonly manager: ServiceManager;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
}

/** A look so often while nobody watches over us: what is stuck is still named. */
const UNWATCHED_LOOK_MS = 5_000;
const FEEDS_AN_INTERVAL = 3;
const LOOKS_A_FEED = 4;
const FASTEST_LOOK_MS = 50;

export class Watchdog {
  readonly #needs: WatchdogNeeds;
  readonly #vitals: Vital[] = [];
  readonly #lookMs: number;
  readonly #feedMs: number;
  #watched: readonly Watched[] = [];
  #lookedMs = 0;
  #fedMs = Number.NEGATIVE_INFINITY;
  #stuck = '';
  #store: Store | undefined;
  #words: (stuck: readonly Watched[]) => string = () => '';
  #stopLooking: Cancel = () => {};

  constructor(needs: WatchdogNeeds) {
    this.#needs = needs;
    const { watchdogMs } = needs.manager;
    this.#feedMs = watchdogMs === null ? UNWATCHED_LOOK_MS : watchdogMs / FEEDS_AN_INTERVAL;
    this.#lookMs = watchdogMs === null ? UNWATCHED_LOOK_MS : Math.max(FASTEST_LOOK_MS, this.#feedMs / LOOKS_A_FEED);
  }

  /** From now on these must live, what is stuck is told to the journal as well, and `words` says how the house is. */
  watch(vitals: readonly Vital[], store: Store, words: (stuck: readonly Watched[]) => string): void {
    this.#vitals.push(...vitals);
    this.#store = store;
    this.#words = words;
  }

  start(): void {
    this.#lookedMs = this.#needs.clock.read().monotonicMs;
    this.#stopLooking = this.#needs.scheduler.every(this.#lookMs, () => this.#look());
  }

  stop(): void {
    this.#stopLooking();
  }

  #look(): void {
    const { clock, manager } = this.#needs;
    const nowMs = clock.read().monotonicMs;
    const stepMs = Math.min(nowMs - this.#lookedMs, this.#lookMs);
    this.#lookedMs = nowMs;
    const signs = this.#vitals.map(({ name, allowanceMs, ended }) => ({ name, allowanceMs, ended: ended() }));
    this.#watched = look(this.#watched, signs, stepMs);
    for (const [at, { quietMs }] of this.#watched.entries()) {
      const vital = this.#vitals[at];
      if (quietMs >= (vital?.askAfterMs ?? Number.POSITIVE_INFINITY)) vital?.ask?.();
    }
    const stuck = stuckAmong(this.#watched);
    this.#tell(stuck);
    const isFed = stuck.length === 0 && nowMs - this.#fedMs >= this.#feedMs - this.#lookMs / 2;
    if (isFed) this.#fedMs = nowMs;
    manager.tell({ alive: isFed, status: this.#words(stuck) });
  }

  /** Once for each change: a journal that ends here says why. */
  #tell(stuck: readonly Watched[]): void {
    const names = stuck.map(({ name }) => name);
    if (names.join() === this.#stuck) return;
    this.#stuck = names.join();
    const { log } = this.#needs;
    if (names.length === 0) return log.info('watchdog-well');
    const parts = stuck.map(({ name, quietMs, allowanceMs }) => ({ name, quietMs: Math.round(quietMs), allowanceMs }));
    log.error('watchdog-stuck', { parts, message: 'not fed any more: the service manager will end this process' });
    try {
      this.#store?.transact((tx) => tx.journal.append({ type: 'locker.stuck', data: { parts: names } }));
    } catch (error) {
      log.error('store-failed', { doing: 'locker.stuck', message: String(error) });
    }
  }
}

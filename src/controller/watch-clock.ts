/**
 * Looks at the clocks every ten seconds of the monotonic clock: what vouches for the wall clock, whether it stepped, and
 * what time expiry is judged on (core/confirmed-time.ts). A step moves none of the timers here.
 */
import { type ClockReading, isoTime } from '../core/clock.ts';
import { batteryAgrees, CLOCK_TRUST, type ClockSource } from '../core/clock-trust.ts';
import {
  beginConfirmedTime,
  type ConfirmedTime,
  confirmedMs,
  FLOOR_AHEAD_MS,
  isConfirmed,
  isNews,
  isSetBack,
  isSteady,
  JUMP_MS,
  knownMs,
  look,
  steppedMs,
} from '../core/confirmed-time.ts';
import type { Cancel, Log, MachineClock, Scheduler, Store, Tx } from './ports.ts';

export const LOOK_EVERY_MS = 10_000;
/** How often the system is asked whether NTP works: while it does, and while it does not. */
const ASK_EVERY_MS = { synchronised: 300_000, alone: 60_000 } as const;
/** People first: a program that is asked costs a start some milliseconds. */
const FIRST_ASK_MS = 1_000;
/** A time that only went on is written so often: after a power cut what is known lags by no more. */
const SAVE_EVERY_MS = 3_600_000;
const SHOWN_WITHIN_MS = 5 * 60_000;
const FACT = 'confirmed-time';

export interface WatchClockNeeds {
  readonly store: Store;
  readonly clock: MachineClock;
  readonly scheduler: Scheduler;
  readonly log: Log;
  /** The clock that was believed so far was ahead: what it ended may be good again. Runs in the transaction that says so. */
  readonly onSetBack: (tx: Tx, confirmedMs: number) => void;
}

export interface ClockState {
  readonly source: ClockSource;
  readonly battery: 'agrees' | 'differs' | 'none';
  /** How far the wall clock is ahead of the time that expiry is judged on, milliseconds; negative for behind. */
  readonly aheadMs: number;
  /** Steps of more than an hour since this process began. */
  readonly jumps: number;
}

export class WatchClock {
  readonly #needs: WatchClockNeeds;
  #time: ConfirmedTime | undefined;
  #source: ClockSource = 'none';
  #battery: ClockState['battery'] = 'none';
  #jumps = 0;
  #askedMs = Number.NEGATIVE_INFINITY;
  #savedMs = Number.NEGATIVE_INFINITY;
  readonly #cancel: Cancel[] = [];
  readonly #listeners: (() => void)[] = [];

  constructor(needs: WatchClockNeeds) {
    this.#needs = needs;
  }

  /** The first look comes before anything is written: so that what is written says rightly whether its time is trusted. */
  start(): void {
    const { scheduler } = this.#needs;
    this.#look();
    const again = (): void => {
      this.#look();
      this.#ask();
    };
    this.#cancel.push(
      scheduler.after(FIRST_ASK_MS, () => this.#ask()),
      scheduler.every(LOOK_EVERY_MS, again),
    );
  }

  /** Hears of each step of the wall clock, soon after it: whoever runs by the wall clock plans anew. */
  onStep(listener: () => void): void {
    this.#listeners.push(listener);
  }

  stop(): void {
    for (const cancel of this.#cancel.splice(0)) cancel();
    this.#tried(() => this.#needs.store.transact((tx) => this.#time && save(tx, this.#time)));
  }

  /** The time that expiry is judged on, milliseconds since 1970; before the first look nothing has expired. */
  confirmedMs(): number {
    return this.#time === undefined ? 0 : confirmedMs(this.#time, this.#needs.clock.read());
  }

  /** The wall clock is further from what is known than a resident would forgive: no time of day is better than that one. */
  isWrong(): boolean {
    return Math.abs(this.state().aheadMs) > SHOWN_WITHIN_MS;
  }

  state(): ClockState {
    const { wallMs } = this.#needs.clock.read();
    const aheadMs = this.#time === undefined ? 0 : Math.round(wallMs - this.confirmedMs());
    return { source: this.#source, battery: this.#battery, aheadMs, jumps: this.#jumps };
  }

  /** Most looks find that time went on, and write nothing. */
  #look(): void {
    this.#tried(() => {
      const before = this.#time ?? this.#needs.store.transact(load);
      const now = this.#read(before);
      const due = now.monotonicMs - this.#savedMs >= SAVE_EVERY_MS;
      this.#time = before && !due && !isNews(before, now) ? look(before, now) : this.#record(before, now);
    });
  }

  /** The clocks, after it is known what vouches for the wall clock. */
  #read(before: ConfirmedTime | undefined): ClockReading {
    const { clock } = this.#needs;
    const first = clock.read();
    this.#judge(before === undefined ? first.wallMs : knownMs(before, first), first.wallMs);
    return clock.read();
  }

  /** A battery clock is compared with the time that is known. */
  #judge(known: number, wallMs: number): void {
    const { clock, log } = this.#needs;
    const { ntp, batteryMs } = clock.evidence();
    const agrees = batteryAgrees(batteryMs, wallMs, known);
    clock.believeBattery(agrees);
    const source = ntp ? 'ntp' : agrees ? 'battery' : 'none';
    const battery = batteryMs === null ? 'none' : agrees ? 'agrees' : 'differs';
    if (source === this.#source && battery === this.#battery) return;
    this.#source = source;
    this.#battery = battery;
    log.info('clock-source', { source, battery });
  }

  #record(before: ConfirmedTime | undefined, now: ClockReading): ConfirmedTime {
    const recorded = this.#needs.store.transact((tx) => {
      const time = before ? look(before, now) : beginConfirmedTime(now, tx.now.atMs);
      const stepped = before && (steppedMs(before, now) ?? steppedSinceBoot(tx, before, now));
      const jumped = stepped !== undefined && this.#tellStep(tx, now, stepped);
      if (before && isSetBack(before, now)) this.#needs.onSetBack(tx, confirmedMs(time, now));
      resetFloor(tx, time, now);
      save(tx, time);
      return { time, jumped };
    });
    this.#savedMs = now.monotonicMs;
    if (recorded.jumped) this.#jumps += 1;
    if (before && !isSteady(before, now)) for (const listener of this.#listeners) listener();
    return recorded.time;
  }

  /** Returns whether it was a jump, which is an event. NTP may have made it, so it is asked at once. */
  #tellStep(tx: Tx, { wallMs }: ClockReading, stepped: number): boolean {
    const byMs = Math.round(stepped);
    if (Math.abs(byMs) <= CLOCK_TRUST.stepMs) return false;
    this.#askedMs = Number.NEGATIVE_INFINITY;
    this.#needs.log.info('clock-stepped', { byMs });
    if (Math.abs(byMs) <= JUMP_MS) return false;
    const [fromAt, toAt] = [isoTime(wallMs - stepped), isoTime(wallMs)];
    tx.journal.append({ type: 'clock.jumped', data: { fromAt, toAt, byMs } });
    return true;
  }

  #ask(): void {
    const { clock } = this.#needs;
    const { monotonicMs } = clock.read();
    const everyMs = this.#source === 'ntp' ? ASK_EVERY_MS.synchronised : ASK_EVERY_MS.alone;
    if (monotonicMs - this.#askedMs < everyMs) return;
    this.#askedMs = monotonicMs;
    clock.ask();
  }

  /** A disk that refuses leaves things as they are; the next look tries again. */
  #tried(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#needs.log.error('store-failed', { doing: 'clock', message: String(error) });
    }
  }
}

/**
 * After a boot there is no line to compare with, and a clock that is ahead may have been off for so long: only one that is
 * behind what was written, or absurdly far ahead of what is known, has surely jumped.
 */
function steppedSinceBoot(tx: Tx, before: ConfirmedTime, now: ClockReading): number | undefined {
  const behindMs = tx.now.atMs - now.wallMs;
  if (behindMs > 0) return -behindMs;
  const aheadMs = now.wallMs - knownMs(before, now);
  return aheadMs > CLOCK_TRUST.batteryAheadMs ? aheadMs : undefined;
}

/** Times that were written far ahead of a clock that has been confirmed since would stand still for years. */
function resetFloor(tx: Tx, time: ConfirmedTime, now: ClockReading): void {
  if (!now.synchronised || !isConfirmed(time, now) || tx.now.atMs - now.wallMs <= FLOOR_AHEAD_MS) return;
  const [fromAt, toAt] = [isoTime(tx.now.atMs), isoTime(now.wallMs)];
  tx.journal.append({ type: 'clock.floor-reset', data: { fromAt, toAt } });
  tx.resetFloor(now.wallMs);
}

function load(tx: Tx): ConfirmedTime | undefined {
  const text = tx.facts.get(FACT);
  return text === undefined ? undefined : (JSON.parse(text) as ConfirmedTime);
}

function save(tx: Tx, time: ConfirmedTime): void {
  tx.facts.put(FACT, JSON.stringify(time));
}

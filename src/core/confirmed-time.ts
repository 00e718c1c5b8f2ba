/**
 * The confirmed time: what expiry is judged on, so that no code ends because a clock jumped (05, Time).
 *
 *   not vouched for      ─▶ goes on at the pace of the monotonic clock, across a reboot by the uptime: never too early
 *   vouched for, near    ─▶ is the wall clock
 *   vouched for, apart   ─▶ in dispute: the earlier of the two counts; after 10 min the wall clock is believed
 *
 * Unlike the clock's floor it may go back: a floor says when things were written, this says what is so.
 */
import type { ClockReading } from './clock.ts';
import { CLOCK_TRUST } from './clock-trust.ts';

/** A point of the wall clock's line, pinned to the monotonic clock. */
export interface Instant {
  readonly atMs: number;
  readonly monotonicMs: number;
  readonly bootId: string;
}

export interface ConfirmedTime {
  readonly known: Instant;
  /** Since when the wall clock has been vouched for without a step; null while it is not. */
  readonly since: Instant | null;
  /** The wall clock at the last look, whatever it was. */
  readonly seen: Instant;
}

/** A wall clock that differs from what is known is believed after it has stood for so long. */
export const CONFIRM_MS = 10 * 60_000;
/** A greater step than this is an event; a smaller one is for the log. */
export const JUMP_MS = 3_600_000;
/** A floor further ahead of a confirmed clock than this is reset. */
export const FLOOR_AHEAD_MS = 2 * 86_400_000;

/** Where an instant's line stands now: in another boot at least the uptime has gone by since. */
const standing = (instant: Instant, now: Pick<ClockReading, 'monotonicMs' | 'bootId'>): number =>
  instant.bootId === now.bootId
    ? instant.atMs + Math.max(0, now.monotonicMs - instant.monotonicMs)
    : instant.atMs + now.monotonicMs;

const instantOf = (atMs: number, { monotonicMs, bootId }: ClockReading): Instant => ({ atMs, monotonicMs, bootId });

/** A cabinet that knows of no earlier time has only its wall clock, or the floor of its database. */
export function beginConfirmedTime(now: ClockReading, floorMs: number): ConfirmedTime {
  const known = instantOf(now.synchronised ? now.wallMs : Math.max(now.wallMs, floorMs), now);
  return { known, since: now.synchronised ? instantOf(now.wallMs, now) : null, seen: instantOf(now.wallMs, now) };
}

/** The known time now, milliseconds since 1970, whatever the wall clock says. */
export const knownMs = (time: ConfirmedTime, now: Pick<ClockReading, 'monotonicMs' | 'bootId'>): number =>
  standing(time.known, now);

const stoodMs = ({ since }: ConfirmedTime, now: Pick<ClockReading, 'monotonicMs' | 'bootId'>): number =>
  since?.bootId === now.bootId ? now.monotonicMs - since.monotonicMs : 0;

/** The wall clock has been vouched for long enough to be believed whatever it says. */
export const isConfirmed = (time: ConfirmedTime, now: Pick<ClockReading, 'monotonicMs' | 'bootId'>): boolean =>
  time.since !== null && stoodMs(time, now) >= CONFIRM_MS;

/** The time that expiry is judged on, milliseconds since 1970. It reads no wall clock, so none can hurry it. */
export function confirmedMs(time: ConfirmedTime, now: Pick<ClockReading, 'monotonicMs' | 'bootId'>): number {
  const known = standing(time.known, now);
  const disputed = time.since !== null && time.since.bootId === now.bootId && !isConfirmed(time, now);
  return disputed ? Math.min(known, standing(time.seen, now)) : known;
}

/** How far the wall clock stepped since the last look of this boot, milliseconds, negative for back; undefined after a boot. */
export const steppedMs = ({ seen }: ConfirmedTime, now: ClockReading): number | undefined =>
  seen.bootId === now.bootId ? now.wallMs - standing(seen, now) : undefined;

/** The wall clock has not stepped since the last look, which was in this boot. */
export const isSteady = (time: ConfirmedTime, now: ClockReading): boolean =>
  Math.abs(steppedMs(time, now) ?? Number.POSITIVE_INFINITY) <= CLOCK_TRUST.stepMs;

/** Takes a look at the clocks. */
export function look(time: ConfirmedTime, now: ClockReading): ConfirmedTime {
  const stood = isSteady(time, now) ? time.since : null;
  const since = now.synchronised ? (stood ?? instantOf(now.wallMs, now)) : null;
  const looked = { ...time, since, seen: instantOf(now.wallMs, now) };
  const known = knownMs(time, now);
  const near = Math.abs(now.wallMs - known) <= CLOCK_TRUST.stepMs;
  const believed = now.synchronised && (near || isConfirmed(looked, now));
  return { ...looked, known: instantOf(believed ? now.wallMs : known, now) };
}

/** This look finds that the time believed so far was ahead by more than an hour. */
export const isSetBack = (before: ConfirmedTime, now: ClockReading): boolean =>
  knownMs(before, now) - knownMs(look(before, now), now) > JUMP_MS;

/** This look finds more than time that went on: a step, a boot, trust won or lost, a wall clock that is believed from now on. */
export function isNews(before: ConfirmedTime, now: ClockReading): boolean {
  const time = look(before, now);
  const confirmed = isConfirmed(time, now) && !isConfirmed(before, before.seen);
  return !isSteady(before, now) || confirmed || (time.since === null) !== (before.since === null);
}

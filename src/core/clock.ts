/** What the clocks of the machine say at one instant. */
export interface ClockReading {
  /** Milliseconds since 1970 by the wall clock, however wrong it is. */
  readonly wallMs: number;
  /** Milliseconds since the machine booted; never steps. */
  readonly monotonicMs: number;
  /** Changes with every boot of the machine, so that monotonic times of two boots are never compared. */
  readonly bootId: string;
  /** True while the wall clock is vouched for: by NTP, or by a battery clock that agrees. */
  readonly synchronised: boolean;
}

/** One instant as Larder uses it: never earlier than an instant that was already committed. */
export interface Moment {
  readonly atMs: number;
  readonly monotonicMs: number;
  readonly bootId: string;
  readonly clock: 'trusted' | 'floor';
}

/** now = max(wall, floor); trusted only when vouched for and not behind the floor (05, Time). */
export function momentOf(reading: ClockReading, floorMs: number): Moment {
  return {
    atMs: Math.max(reading.wallMs, floorMs),
    monotonicMs: reading.monotonicMs,
    bootId: reading.bootId,
    clock: reading.synchronised && reading.wallMs >= floorMs ? 'trusted' : 'floor',
  };
}

/**
 * Milliseconds from `since` to `now`: by the monotonic clock within one boot. Across boots by the floored wall clock,
 * and never less than the uptime of this boot, which has surely gone by (an old wall clock may stand still behind the floor).
 */
export function elapsedMs(since: Moment, now: Moment): number {
  if (since.bootId === now.bootId) return Math.max(0, now.monotonicMs - since.monotonicMs);
  return Math.max(now.atMs - since.atMs, now.monotonicMs);
}

/** RFC 3339 in UTC with milliseconds; the one place where a time becomes text. */
export const isoTime = (atMs: number): string => new Date(atMs).toISOString();

/** Milliseconds since 1970 of an RFC 3339 time that a schema has already checked. */
export const parseTime = (text: string): number => Date.parse(text);

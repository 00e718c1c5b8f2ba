/** What vouches for the wall clock: NTP, or a battery clock that agrees with what is known; or nothing (05, Time). */
export type ClockSource = 'ntp' | 'battery' | 'none';

/** What the machine has to say for its wall clock. */
export interface ClockEvidence {
  /** The system says that NTP synchronised the wall clock, and it has not stepped since. */
  readonly ntp: boolean;
  /** What the battery clock says now, milliseconds since 1970; null where there is none. */
  readonly batteryMs: number | null;
}

export const CLOCK_TRUST = {
  /** The wall clock is set from the battery clock at boot; quartz drifts by up to 100 ppm, so by 4 min in a month. */
  batteryNearMs: 5 * 60_000,
  /** A cabinet may stand in a store for a year; a battery that died wakes in 1970, 2000 or decades from now. */
  batteryAheadMs: 366 * 86_400_000,
  /** Between two looks the wall clock may gain or lose so much against the monotonic one by slewing: more is a step. */
  stepMs: 1_000,
} as const;

const isNear = (batteryMs: number, wallMs: number): boolean =>
  Math.abs(batteryMs - wallMs) <= CLOCK_TRUST.batteryNearMs;

/** The battery clock agrees: it is near the wall clock, not behind the time that is known, and not absurdly far ahead of it. */
export function batteryAgrees(batteryMs: number | null, wallMs: number, knownMs: number): boolean {
  if (batteryMs === null || !isNear(batteryMs, wallMs)) return false;
  const aheadMs = batteryMs - knownMs;
  return aheadMs >= -CLOCK_TRUST.batteryNearMs && aheadMs <= CLOCK_TRUST.batteryAheadMs;
}

/** Whether the wall clock is vouched for at this instant; `believed`: the battery clock agreed when it was last compared. */
export const isVouched = ({ ntp, batteryMs }: ClockEvidence, wallMs: number, believed: boolean): boolean =>
  ntp || (believed && batteryMs !== null && isNear(batteryMs, wallMs));

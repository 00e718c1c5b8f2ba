import type { CloseReason } from './link.ts';
import type { CloudTiming } from './timing.ts';

/** What happened so far, as the next delay needs it. */
export interface History {
  /** Attempts in a row without a stable connection, the one that just ended included; at least 1. */
  readonly failures: number;
  /** The connection that just ended had been live. */
  readonly wasLive: boolean;
}

type Timing = Pick<CloudTiming, 'backoffBaseMs' | 'backoffCapMs' | 'spreadMs' | 'longWaitMs'>;

/**
 * Milliseconds until the next attempt (04, Driving mqtt). `uniform` is in [0, 1).
 *
 *   busy, taken over, not let in           half of the long wait … the long wait
 *   a live connection lost, first time     0 … spread
 *   anything else                          0 … min(cap, base × 2^(failures − 1))
 */
export function retryDelayMs(reason: CloseReason, history: History, timing: Timing, uniform: number): number {
  if (isLongWait(reason)) return (timing.longWaitMs / 2) * (1 + uniform);
  if (history.wasLive && history.failures <= 1) return timing.spreadMs * uniform;
  const doublings = Math.min(30, Math.max(0, history.failures - 1));
  return Math.min(timing.backoffCapMs, timing.backoffBaseMs * 2 ** doublings) * uniform;
}

/** Trying soon again would make it worse, or cannot help until a person did something. */
export function isLongWait(reason: CloseReason): boolean {
  switch (reason.kind) {
    case 'bad-credentials':
    case 'busy':
    case 'refused':
    case 'taken-over':
      return true;
    default:
      return false;
  }
}

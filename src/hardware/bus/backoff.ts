const FIRST_MS = 250;
const LONGEST_MS = 10_000;

/**
 * Pause before attempt `failures` + 1, milliseconds: doubles from 250 ms to 10 s; a random quarter is taken off so
 * that many lines of one cabinet do not come back in step. `uniform` is in [0, 1).
 */
export function backoffMs(failures: number, uniform: number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return Math.round(whole * (1 - uniform / 4));
}

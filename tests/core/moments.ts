import fc from 'fast-check';
import type { ClockReading, Moment } from '../../src/core/clock.ts';

export const NOON_MS = Date.parse('2026-11-01T12:00:00Z');

/** A trusted moment of the first boot, `ms` after noon. */
export const moment = (ms = 0, more: Partial<Moment> = {}): Moment => ({
  ...{ atMs: NOON_MS + ms, monotonicMs: 1_000 + ms, bootId: 'boot-1', clock: 'trusted' },
  ...more,
});

/** Whatever a machine's clocks may say, however wrong. */
export const anyReading: fc.Arbitrary<ClockReading> = fc.record({
  wallMs: fc.integer({ min: 0, max: 4e12 }),
  monotonicMs: fc.integer({ min: 0, max: 1e9 }),
  bootId: fc.constantFrom('boot-1', 'boot-2', 'boot-3'),
  synchronised: fc.boolean(),
});

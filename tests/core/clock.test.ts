import fc from 'fast-check';
import { expect, test } from 'vitest';
import { elapsedMs, isoTime, momentOf, parseTime } from '../../src/core/clock.ts';
import { anyReading, moment, NOON_MS } from './moments.ts';

const reading = { wallMs: NOON_MS, monotonicMs: 5_000, bootId: 'boot-1', synchronised: true };

test.each([
  ['synchronised, ahead of the floor', reading, NOON_MS - 1, NOON_MS, 'trusted'],
  ['synchronised, on the floor', reading, NOON_MS, NOON_MS, 'trusted'],
  ['synchronised, behind the floor', reading, NOON_MS + 1, NOON_MS + 1, 'floor'],
  ['not synchronised, ahead', { ...reading, synchronised: false }, 0, NOON_MS, 'floor'],
  ['a board that woke in 1970', { ...reading, wallMs: 0, synchronised: false }, NOON_MS, NOON_MS, 'floor'],
] as const)('now is %s', (_, read, floorMs, atMs, clock) => {
  expect(momentOf(read, floorMs)).toEqual({ atMs, monotonicMs: 5_000, bootId: 'boot-1', clock });
});

test('whatever the wall clock does, committed moments never go back, and trust needs a synchronised clock', () => {
  fc.assert(
    fc.property(fc.array(anyReading, { minLength: 1, maxLength: 50 }), (readings) => {
      let floorMs = 0;
      for (const read of readings) {
        const now = momentOf(read, floorMs);
        expect(now.atMs).toBeGreaterThanOrEqual(floorMs);
        expect(now.clock === 'trusted').toBe(read.synchronised && read.wallMs >= floorMs);
        floorMs = now.atMs;
      }
    }),
  );
});

test('within a boot a step of the wall clock lasts no time, across boots only the floored wall clock tells', () => {
  const since = moment();
  expect(elapsedMs(since, { ...since, monotonicMs: since.monotonicMs + 250, atMs: since.atMs + 3_600_000 })).toBe(250);
  expect(elapsedMs(since, moment(7_000, { bootId: 'boot-2', monotonicMs: 3 }))).toBe(7_000);
});

test('no time is ever negative', () => {
  const anyMoment = fc.tuple(anyReading, fc.nat(4e12)).map(([read, floorMs]) => momentOf(read, floorMs));
  fc.assert(fc.property(anyMoment, anyMoment, (a, b) => elapsedMs(a, b) >= 0));
});

test('times are written in UTC with milliseconds, and read back', () => {
  expect(isoTime(NOON_MS + 7)).toBe('2026-11-01T12:00:00.007Z');
  fc.assert(fc.property(fc.nat(4e12), (atMs) => parseTime(isoTime(atMs)) === atMs));
});

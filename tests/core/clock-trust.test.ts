import { expect, test } from 'vitest';
import { batteryAgrees, CLOCK_TRUST, isVouched } from '../../src/core/clock-trust.ts';
import { NOON_MS } from './moments.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const { batteryNearMs, batteryAheadMs } = CLOCK_TRUST;

test.each([
  ['there is none', null, NOON_MS, NOON_MS, false],
  ['it says what is known', NOON_MS, NOON_MS, NOON_MS, true],
  ['the cabinet was off for a week', NOON_MS, NOON_MS, NOON_MS - 7 * DAY_MS, true],
  ['the cabinet stood in a store for a year', NOON_MS, NOON_MS, NOON_MS - batteryAheadMs, true],
  ['it is absurdly far ahead', NOON_MS, NOON_MS, NOON_MS - batteryAheadMs - 1, false],
  ['it is a little slow', NOON_MS, NOON_MS, NOON_MS + batteryNearMs, true],
  ['it is behind what is known', NOON_MS, NOON_MS, NOON_MS + batteryNearMs + 1, false],
  ['its battery died and it began in 2000', Date.UTC(2000, 0), Date.UTC(2000, 0), NOON_MS, false],
  ['it drifted as far as quartz does', NOON_MS, NOON_MS + batteryNearMs, NOON_MS, true],
  ['it is on local time and the wall clock is not', NOON_MS + 480 * MINUTE_MS, NOON_MS, NOON_MS, false],
  ['the wall clock was set by hand', NOON_MS, NOON_MS + DAY_MS, NOON_MS, false],
] as const)('a battery clock, when %s', (_, batteryMs, wallMs, knownMs, agrees) => {
  expect(batteryAgrees(batteryMs, wallMs, knownMs)).toBe(agrees);
});

test.each([
  ['NTP works', { ntp: true, batteryMs: null }, false, true],
  ['NTP works and the battery clock is far off', { ntp: true, batteryMs: 0 }, true, true],
  ['the battery clock agreed and is near', { ntp: false, batteryMs: NOON_MS - MINUTE_MS }, true, true],
  ['the battery clock is near but did not agree', { ntp: false, batteryMs: NOON_MS }, false, false],
  ['the wall clock has left the battery clock', { ntp: false, batteryMs: NOON_MS - DAY_MS }, true, false],
  ['nothing is there', { ntp: false, batteryMs: null }, true, false],
] as const)('a wall clock, when %s', (_, evidence, believed, vouched) => {
  expect(isVouched(evidence, NOON_MS, believed)).toBe(vouched);
});

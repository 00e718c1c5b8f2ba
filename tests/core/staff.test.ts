import { expect, test } from 'vitest';
import { isValid, type StaffMember } from '../../src/core/staff.ts';
import { moment, NOON_MS } from './moments.ts';

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 86_400_000;
const member: StaffMember = {
  ...{ id: 's1', number: '1001', name: 'Wang', role: 'technician', secretMac: 'mac' },
  ...{ fromMs: NOON_MS - HOUR_MS, untilMs: NOON_MS + HOUR_MS },
};
const onFloor = (ms: number) => moment(ms, { clock: 'floor' });

test.each([
  ['within the dates', moment(), NOON_MS, true],
  ['before the first', moment(-2 * HOUR_MS), NOON_MS - 2 * HOUR_MS, false],
  ['on the first', moment(-HOUR_MS), NOON_MS - HOUR_MS, true],
  ['after the last', moment(HOUR_MS), NOON_MS + HOUR_MS, false],
  ['by a clock that lags: a technician comes to mend it', onFloor(-YEAR_MS), NOON_MS - YEAR_MS, true],
  ['by a clock that has jumped ahead and is not believed yet', moment(10 * YEAR_MS), NOON_MS, true],
  ['by an unvouched clock years ahead', onFloor(10 * YEAR_MS), NOON_MS, true],
  ['surely over, though nothing vouches for the clock', onFloor(0), NOON_MS + HOUR_MS, false],
] as const)('a staff member, %s', (_, now, confirmedMs, valid) => {
  expect(isValid(member, now, confirmedMs)).toBe(valid);
});

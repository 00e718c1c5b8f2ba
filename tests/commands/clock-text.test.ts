import { expect, test } from 'vitest';
import { clockText } from '../../src/commands/clock-text.ts';

const fine = { quality: 'trusted', source: 'ntp', battery: 'none', aheadMs: 3, jumps: 0 } as const;
const alone = { ...fine, quality: 'floor', source: 'none' } as const;

test.each([
  ['as it should be', fine, 'synchronised by NTP'],
  [
    'no network',
    { ...fine, source: 'battery', battery: 'agrees' },
    'kept by the battery clock; NTP does not answer now',
  ],
  ['nothing', alone, 'not synchronised; no battery clock; times are a floor; check NTP'],
  [
    'a dead battery',
    { ...alone, battery: 'differs' },
    'not synchronised; the battery clock does not agree: set it to UTC, or replace its battery; times are a floor; check NTP',
  ],
  [
    'a jump that waits',
    { ...fine, aheadMs: 9 * 3_600_000, jumps: 1 },
    'synchronised by NTP; 9 h ahead of the time that expiry is judged on, which follows after 10 min; jumped 1 time since the start',
  ],
  [
    'a floor that is ahead',
    { ...fine, quality: 'floor', jumps: 2 },
    'synchronised by NTP; behind times that were written already: times stand until it is past them; jumped 2 times since the start',
  ],
  [
    'a board that woke in 1970',
    { ...alone, aheadMs: -56 * 365 * 86_400_000 },
    'not synchronised; no battery clock; times are a floor; check NTP; 20440 days behind the time that expiry is judged on',
  ],
] as const)('%s', (_, clock, text) => {
  expect(clockText(clock)).toBe(text);
});

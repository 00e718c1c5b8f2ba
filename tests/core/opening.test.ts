import { expect, test } from 'vitest';
import { OPENING_TIMES, type OpeningInput, type OpeningState, step } from '../../src/core/opening.ts';
import { moment } from './moments.ts';
import { openingIn } from './openings.ts';

const INPUTS: Readonly<Record<string, OpeningInput>> = {
  'not-sent': { kind: 'not-sent' },
  'door open': { kind: 'door', door: 'open' },
  'door closed': { kind: 'door', door: 'closed' },
  'door unknown': { kind: 'door', door: 'unknown' },
  'time open': { kind: 'time', door: 'open' },
  'time closed': { kind: 'time', door: 'closed' },
  'time unknown': { kind: 'time', door: 'unknown' },
  'boot open': { kind: 'boot', door: 'open' },
  'boot closed': { kind: 'boot', door: 'closed' },
  'boot unknown': { kind: 'boot', door: 'unknown' },
};

type Facts = readonly (string | undefined)[];
const none: Facts = Array(10).fill(undefined);
const no = undefined;
const wide = 'left-open-alarm';

/** State × input, in the order of INPUTS: the fact that follows, after so many milliseconds. */
const TABLE: readonly (readonly [ms: number, observed: boolean, state: OpeningState, facts: Facts])[] = [
  [1_000, true, 'opening', ['not-sent', 'opened', no, no, 'opened', no, no, 'opened', 'uncertain', 'uncertain']],
  [4_999, true, 'opening', ['not-sent', 'opened', no, no, 'opened', no, no, 'opened', 'uncertain', 'uncertain']],
  [
    5_000,
    true,
    'opening',
    ['not-sent', 'opened', no, no, 'opened', 'jammed', 'uncertain', 'opened', 'uncertain', 'uncertain'],
  ],
  [1_000, false, 'opening', ['not-sent', no, no, no, no, no, no, 'uncertain', 'uncertain', 'uncertain']],
  [
    20_000,
    false,
    'opening',
    ['not-sent', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'uncertain', 'uncertain', 'uncertain'],
  ],
  [1_000, true, 'open', [no, no, 'closed', no, no, 'closed', no, no, 'closed', no]],
  [44_999, true, 'open', [no, no, 'closed', no, no, 'closed', no, no, 'closed', no]],
  [
    45_000,
    true,
    'open',
    [no, 'left-open', 'closed', 'left-open', 'left-open', 'closed', 'left-open', 'left-open', 'closed', 'left-open'],
  ],
  [120_000, true, 'open', [no, wide, 'closed', wide, wide, 'closed', wide, wide, 'closed', wide]],
  [119_999, true, 'left-open', [no, no, 'closed', no, no, 'closed', no, no, 'closed', no]],
  [120_000, true, 'left-open', [no, wide, 'closed', wide, wide, 'closed', wide, wide, 'closed', wide]],
  [6_000, true, 'jammed', [no, 'opened', no, no, no, no, no, no, no, no]],
  [60_000, true, 'jammed', [no, 'opened', no, no, no, no, no, no, no, no]],
  [60_001, true, 'jammed', none],
  [1_000, true, 'closed', none],
  [60_000, true, 'uncertain', [no, 'opened', no, no, no, no, no, no, no, no]],
  [60_001, true, 'uncertain', none],
  [1_000, true, 'not-sent', none],
];

test.each(TABLE)('after %d ms, observed: %s, %s', (ms, observed, state, facts) => {
  const opening = openingIn(state, { observed });
  const found = Object.entries(INPUTS).map(([name, input]) => [name, step(opening, input, moment(ms))?.fact]);
  expect(found).toEqual(Object.keys(INPUTS).map((name, at) => [name, facts[at]]));
});

const STATE_OF_FACT = {
  ...{ opened: 'open', closed: 'closed', jammed: 'jammed', uncertain: 'uncertain', 'not-sent': 'not-sent' },
  ...{ 'left-open': 'left-open', 'left-open-alarm': 'left-open' },
} as const;

test('each fact leads to its own state, and changes nothing else but what it tells of', () => {
  for (const [ms, observed, state] of TABLE) {
    const opening = openingIn(state, { observed });
    for (const input of Object.values(INPUTS)) {
      const taken = step(opening, input, moment(ms));
      if (!taken) continue;
      expect(taken.opening).toEqual({
        ...opening,
        state: STATE_OF_FACT[taken.fact],
        ...(taken.fact === 'opened' ? { openedAt: moment(ms) } : {}),
        ...(taken.fact === 'left-open-alarm' ? { alarmed: true } : {}),
      });
    }
  }
});

test('a fact says what was known of the door', () => {
  const opening = openingIn('opening');
  expect(step(opening, { kind: 'not-sent' }, moment())?.door).toBe('unknown');
  expect(step(opening, { kind: 'boot', door: 'closed' }, moment())?.door).toBe('closed');
  expect(step(opening, { kind: 'time', door: 'unknown' }, moment(5_000))?.door).toBe('unknown');
  const timed = openingIn('opening', { observed: false });
  expect(step(timed, { kind: 'time', door: 'closed' }, moment(OPENING_TIMES.unobservedMs))?.door).toBe('unknown');
});

test('an alarm is given once', () => {
  const alarmed = openingIn('left-open', { alarmed: true });
  expect(step(alarmed, { kind: 'time', door: 'open' }, moment(1e7))).toBeUndefined();
});

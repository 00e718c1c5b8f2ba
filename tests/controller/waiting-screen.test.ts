/** The screen while there is no store yet. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Screen } from '../../src/controller/ports.ts';
import { WaitingScreen } from '../../src/controller/waiting-screen.ts';
import type { Digit, ScreenInput, ScreenState } from '../../src/core/screen.ts';
import { FakeTime } from '../fakes/time.ts';

const CANNOT_RECORD = { name: 'service', reason: 'cannot-record' };

let time: FakeTime;
let press: (act: ScreenInput) => void;
let current: () => ScreenState;
let shown: ScreenState[];
let waiting: WaitingScreen;

beforeEach(async () => {
  time = new FakeTime();
  shown = [];
  const screen: Screen = {
    start: async (listener) => {
      press = (act) => listener.input(act);
      current = () => listener.current();
    },
    stop: async () => {},
    probe: async () => {},
    show: (state) => void shown.push(state),
  };
  waiting = new WaitingScreen({ screen, clock: time.clock, scheduler: time.scheduler, language: 'zh' });
  await waiting.start();
});
afterEach(() => waiting.stop());

const type = (digits: string): void => {
  for (const digit of digits) press({ kind: 'digit', digit: digit as Digit });
};

test('says that nothing opens, whatever is typed, a code or a staff number and secret', () => {
  expect(current().view).toEqual(CANNOT_RECORD);
  type('12345678');
  expect(current().view).toEqual(CANNOT_RECORD);
  press({ kind: 'help' });
  press({ kind: 'staff' });
  expect(current().view).toEqual(CANNOT_RECORD);
  type('100155512345');
  expect(current().view).toEqual(CANNOT_RECORD);
});

test('help is there, and goes by itself', async () => {
  press({ kind: 'help' });
  expect(shown.at(-1)?.view).toEqual({ name: 'help' });
  await time.advance(46_000);
  expect(shown.at(-1)?.view).toEqual(CANNOT_RECORD);
});

test('language and type size can be chosen, and go back when nobody is there', async () => {
  press({ kind: 'language', language: 'en' });
  press({ kind: 'large-type', on: true });
  expect(shown.at(-1)).toMatchObject({ language: 'en', largeType: true });
  await time.advance(31_000);
  expect(current()).toMatchObject({ language: 'zh', largeType: false });
});

test('stopped, it leaves no timer behind', () => {
  waiting.stop();
  expect(time.pending).toBe(0);
});

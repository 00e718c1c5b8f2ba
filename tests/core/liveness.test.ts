import fc from 'fast-check';
import { expect, test } from 'vitest';
import { look, type Sign, stuckAmong, type Watched } from '../../src/core/liveness.ts';

const sign = (name: string, ended: number, allowanceMs = 60): Sign => ({ name, ended, allowanceMs });

/** Looks one after another, every 10 ms, at one vital that has ended so many attempts by then. */
const after = (...ended: readonly number[]): readonly Watched[] =>
  ended.reduce<readonly Watched[]>((before, count) => look(before, [sign('bus', count)], 10), []);

test('who ends something at each look is never stuck, however badly it ends', () => {
  expect(stuckAmong(after(...Array.from({ length: 1_000 }, (_, at) => at)))).toEqual([]);
});

test('who ends nothing is stuck once its allowance is over, and not a look before', () => {
  const quiet = (looks: number): readonly number[] => Array(looks + 1).fill(3);
  expect(stuckAmong(after(...quiet(6)))).toEqual([]);
  expect(stuckAmong(after(...quiet(7)))).toEqual([{ ...sign('bus', 3), quietMs: 70 }]);
});

test('one end, however late, and it is well again', () => {
  expect(after(3, 3, 3, 3, 3, 3, 3, 3, 3, 4).map(({ quietMs }) => quietMs)).toEqual([0]);
});

test('a vital that is new begins well, and each is judged by its own allowance', () => {
  let watched = look([], [sign('bus', 1, 10)], 10);
  for (let at = 0; at < 3; at++) watched = look(watched, [sign('bus', 1, 10), sign('store', 1, 1_000)], 10);
  expect(stuckAmong(watched).map(({ name }) => name)).toEqual(['bus']);
});

test('property: nobody is stuck who ended something within its allowance of looked-at time', () => {
  const looks = fc.array(fc.record({ stepMs: fc.integer({ min: 1, max: 50 }), ends: fc.boolean() }), { maxLength: 80 });
  fc.assert(
    fc.property(looks, fc.integer({ min: 1, max: 500 }), (steps, allowanceMs) => {
      let watched: readonly Watched[] = look([], [sign('bus', 0, allowanceMs)], 0);
      let ended = 0;
      let sinceMs = 0;
      for (const { stepMs, ends } of steps) {
        ended += Number(ends);
        sinceMs = ends ? 0 : sinceMs + stepMs;
        watched = look(watched, [sign('bus', ended, allowanceMs)], stepMs);
        expect(stuckAmong(watched).length > 0).toBe(sinceMs > allowanceMs);
      }
    }),
  );
});

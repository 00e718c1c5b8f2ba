import { expect, test } from 'vitest';
import { begin, type Life } from '../../src/core/life.ts';

const first = begin(undefined, 'boot-1', undefined);
const stopped: Life = { ...first, isOver: true };

test('the first start of a disk', () => {
  expect(first).toEqual({
    ...{ starts: 1, crashes: 0, watchdogs: 0, powerLosses: 0, lastEnd: 'first-start', bootId: 'boot-1', isOver: false },
  });
});

test.each<[string, Life, string, string | undefined, Partial<Life>]>([
  ['told to stop', stopped, 'boot-1', 'success', { lastEnd: 'stopped' }],
  ['told to stop, and rebooted', stopped, 'boot-2', undefined, { lastEnd: 'stopped' }],
  ['killed, in the same boot', first, 'boot-1', undefined, { lastEnd: 'crashed', crashes: 1 }],
  ['killed, says the service manager', first, 'boot-1', 'signal', { lastEnd: 'crashed', crashes: 1 }],
  ['not fed', first, 'boot-1', 'watchdog', { lastEnd: 'watchdog', watchdogs: 1 }],
  ['told to stop, which the disk did not take', first, 'boot-1', 'success', { lastEnd: 'stopped' }],
  ['power lost', first, 'boot-2', undefined, { lastEnd: 'power-lost', powerLosses: 1 }],
])('%s', (_, before, bootId, said, expected) => {
  const counted = { starts: 2, crashes: 0, watchdogs: 0, powerLosses: 0, bootId, isOver: false };
  expect(begin(before, bootId, said)).toEqual({ ...counted, ...expected });
});

test('all of them add up', () => {
  let life = begin(begin(first, 'boot-1', 'watchdog'), 'boot-1', undefined);
  life = begin(begin({ ...life, isOver: true }, 'boot-1', undefined), 'boot-2', undefined);
  expect(life).toMatchObject({ starts: 5, watchdogs: 1, crashes: 1, powerLosses: 1, lastEnd: 'power-lost' });
});

import { expect, test } from 'vitest';
import { nearestWord } from '../../src/core/nearest-word.ts';

const DIALECTS = ['eight-a', 'larder-line', 'tcp'];

test.each([
  ['Eight-A', 'eight-a'],
  ['eigth-a', 'eight-a'],
  ['larderline', 'larder-line'],
  ['tpc', 'tcp'],
  ['tc', 'tcp'],
  ['winnsen', undefined],
  ['', undefined],
  ['x'.repeat(1_000_000), undefined],
])('%.20s is meant as %s', (word, meant) => {
  expect(nearestWord(word, DIALECTS)).toBe(meant);
});

test('among none there is no nearest', () => {
  expect(nearestWord('tcp', [])).toBeUndefined();
});

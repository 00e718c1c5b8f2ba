import fc from 'fast-check';
import { expect, test } from 'vitest';
import { discreet } from '../../src/core/discreet.ts';

const JWS = `eyJhbGciOiJFZERTQSJ9.eyJwaWNrdXAiOiJQLTEifQ.${'aB3-_'.repeat(17)}A`;
const KEY = 'q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s';

test.each([
  ['/page.js', '/page.js'],
  ['larder/v1/demo-0217/desired/orders/1x', 'larder/v1/demo-0217/desired/orders/1x'],
  ['/12345678', '/(digits)'],
  ['/code=100112345678&x', '/code=(digits)&x'],
  [`/t/${JWS}/x`, '/t/(signed)/x'],
  [`/${KEY}`, '/(signed)'],
  ['a\nb\u001b[31m\u202e', 'a?b?[31m?'],
])('%s → %s', (text, said) => {
  expect(discreet(text, 200)).toBe(said);
});

test('never longer than told, never with a code in it', () => {
  const words = fc.array(fc.oneof(fc.string(), fc.constantFrom('12345678', JWS, KEY, '/')), { maxLength: 20 });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 300 }), (pieces, most) => {
      const said = discreet(pieces.join(''), most);
      expect(said.length).toBeLessThanOrEqual(most + 1);
      expect(said).not.toMatch(/\d{8}/);
      expect(said).not.toContain(KEY);
    }),
  );
  expect(discreet('x /'.repeat(1_000_000), 80).length).toBe(81);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { discreet } from '../../src/core/discreet.ts';

const SECRETS = [
  '12345678',
  'hunter2',
  'q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s',
  `eyJhbGciOiJFZERTQSJ9.eyJwaWNrdXAiOiJQLTEifQ.${'aB3-_'.repeat(17)}A`,
];

test.each([
  ['/', '/'],
  ['/favicon.ico', '/favicon.ico'],
  ['/12345678', '/…'],
  ['/open?code=12345678&door=x', '/open?code=…&door=x'],
  ['/%2e%2e/etc/passwd', '/…/etc/passwd'],
  [`/t/${SECRETS[3]}/x`, '/t/…/x'],
  ['a\nb\u001b[31m\u202e', '…'],
  ['first', 'first'],
  ['1234', '1234'],
  ['12345', '…'],
])('%s → %s', (text, said) => {
  expect(discreet(text, 200)).toBe(said);
});

test('never longer than told, never with a secret in it', () => {
  const words = fc.array(fc.oneof(fc.string(), fc.constantFrom(...SECRETS, '/', '?')), { maxLength: 20 });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 300 }), (pieces, most) => {
      const said = discreet(pieces.join(''), most);
      expect(said.length).toBeLessThanOrEqual(most + 1);
      for (const secret of SECRETS) expect(said).not.toContain(secret);
    }),
  );
  expect(discreet('/x'.repeat(1_000_000), 80).length).toBe(81);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeMac, newCode, sameMac, staffMac } from '../../src/core/pickup-code.ts';

/**
 * Made by the openssl command line, not by us:
 *   printf 'demo-0217\x0012345678' | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…1f -binary | basenc --base64url
 *   printf 'demo-0217\x00staff\x001001\x0055512345' | …
 */
const KEY = Uint8Array.from({ length: 32 }, (_, at) => at);
const CODE_MAC = 'QE2gawyO7LtiB4c0D-mZpRHb70l_FFe7Nnz3Q1jeIYU';
const STAFF_MAC = 'cz1Bakt2Od9G9MC2klzR221PPbN6NVWNgWC2hFYiK3U';

test('the MACs are the ones that openssl makes', () => {
  expect(codeMac(KEY, 'demo-0217', '12345678')).toBe(CODE_MAC);
  expect(staffMac(KEY, 'demo-0217', '1001', '55512345')).toBe(STAFF_MAC);
});

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));

test('no other locker, key or code has the same MAC, and no staff secret reads as a code', () => {
  const other = Uint8Array.from(KEY, (byte) => byte ^ 1);
  fc.assert(
    fc.property(digits(8), digits(8), digits(4), (code, secret, number) => {
      const macs = [
        codeMac(KEY, 'demo-0217', code),
        codeMac(KEY, 'demo-0218', code),
        codeMac(other, 'demo-0217', code),
        staffMac(KEY, 'demo-0217', number, secret),
        staffMac(KEY, 'demo-0217', secret.slice(0, 4), number + secret.slice(4)),
      ];
      expect(new Set(macs).size).toBe(number === secret.slice(0, 4) ? 4 : 5);
      for (const mac of macs) expect(mac).toMatch(/^[A-Za-z0-9_-]{43}$/);
    }),
  );
});

test('sameMac compares whole MACs, and those of another length without throwing', () => {
  expect(sameMac(CODE_MAC, CODE_MAC)).toBe(true);
  expect(sameMac(CODE_MAC, STAFF_MAC)).toBe(false);
  expect(sameMac(CODE_MAC, CODE_MAC.slice(0, -1))).toBe(false);
  expect(sameMac('', CODE_MAC)).toBe(false);
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => sameMac(a, b) === (a === b)));
});

const bytesOf = (value: number): Uint8Array => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);

test('newCode: the numbers that would make a digit likelier are thrown away', () => {
  const draw = (...values: number[]): string => {
    let at = 0;
    return newCode((count) => {
      expect(count).toBe(4);
      return bytesOf(values[at++] ?? 0);
    });
  };
  expect(draw(0)).toBe('00000000');
  expect(draw(42)).toBe('00000042');
  expect(draw(4_199_999_999)).toBe('99999999');
  expect(draw(4_200_000_000, 7)).toBe('00000007');
  expect(draw(4_294_967_295, 4_200_000_000, 100_000_008)).toBe('00000008');
});

test('newCode: 8 digits, whatever the buffer that the bytes lie in', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), fc.nat(4), (pool, from) => {
      const bytes = pool.subarray(from, from + 4);
      const value = new DataView(Uint8Array.from(bytes).buffer).getUint32(0);
      const code = newCode(() => (value < 4_200_000_000 ? bytes : bytesOf(1)));
      expect(code).toMatch(/^\d{8}$/);
    }),
  );
});

test('newCode is uniform: every leading digit of an evenly spread source comes equally often', () => {
  const counts = new Map<string, number>();
  const steps = 42_000;
  for (let step = 0; step < steps; step++) {
    const first = newCode(() => bytesOf(step * 100_000)).charAt(0);
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  expect([...counts.values()]).toEqual(Array(10).fill(steps / 10));
});

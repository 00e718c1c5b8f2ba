import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import {
  desiredOrderSchema,
  desiredStaffSchema,
  keysPartSchema,
  ordersPartSchema,
  staffPartSchema,
} from '../../src/contract/documents.ts';
import { changed, key, MAC, member, order, part } from './examples.ts';

/** The key paths that a schema complains of. */
const complaints = (schema: z.ZodType, value: unknown): string[] => {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'));
};

describe('orders', () => {
  test('the shortest order gets its defaults', () => {
    expect(desiredOrderSchema.parse(order)).toEqual({ ...order, low: false, remindAfterMin: 30, state: 'active' });
  });

  test('the longest is taken as it is', () => {
    const lastKnown = { compartment: 3, storedAt: '2026-11-01T10:00:00Z' };
    const item = { ...order.items[0], lot: 'L7', quantity: 999 };
    const full = { ...order, low: true, remindAfterMin: 45, items: [item], state: 'revoked', lastKnown };
    expect(desiredOrderSchema.parse(full)).toEqual(full);
  });

  test.each<[string, unknown]>([
    ['id', ''],
    ['id', 'x'.repeat(65)],
    ['pickupId', undefined],
    ['codeMac', '12345678'],
    ['codeMac', `${MAC}=`],
    ['zone', 'lukewarm'],
    ['size', 'XXL'],
    ['collectBy', '2026-11-02'],
    ['collectBy', '2026-02-30T12:00:00Z'],
    ['collectBy', 1_793_620_800],
    ['remindAfterMin', 0],
    ['items', []],
    ['items', Array(51).fill(order.items[0])],
    ['items.0.quantity', 0],
    ['items.0.quantity', 1.5],
    ['items.0.name.zh', ''],
    ['items.0.name', 'Pak choi'],
    ['state', 'collected'],
    ['lastKnown', { compartment: 0, storedAt: '2026-11-01T10:00:00Z' }],
  ])('%s: %j is refused, by its path', (path, value) => {
    const [found = ''] = complaints(ordersPartSchema, { ...part, orders: [order, changed(order, path, value)] });
    expect(found.startsWith(`orders.1.${path}`)).toBe(true);
  });

  test('a field that nobody knows is refused: a resident’s name has no place here', () => {
    expect(complaints(ordersPartSchema, { ...part, orders: [{ ...order, resident: 'Li Na' }] })).toEqual(['orders.0']);
    expect(complaints(ordersPartSchema, { ...part, orders: [], more: 1 })).toEqual(['']);
  });

  test('every problem at once', () => {
    const two = [changed(order, 'zone', 'x'), changed(order, 'size', 'x')];
    expect(complaints(ordersPartSchema, { ...part, orders: two })).toEqual(['orders.0.zone', 'orders.1.size']);
  });

  test.each([
    ['revision', 0],
    ['revision', 1.5],
    ['revision', 2 ** 60],
    ['part', 0],
    ['parts', 10_000],
    ['aud', undefined],
  ])('a part with %s %j is refused', (path, value) => {
    expect(complaints(ordersPartSchema, changed({ ...part, orders: [] }, path, value))).toEqual([path]);
  });
});

describe('staff', () => {
  test('a member is taken as it is', () => {
    expect(staffPartSchema.parse({ ...part, staff: [member] }).staff).toEqual([member]);
  });

  test.each<[string, unknown]>([
    ['number', '123'],
    ['number', '12345'],
    ['number', 'abcd'],
    ['number', '１００１'],
    ['role', 'admin'],
    ['name', ''],
    ['secretMac', '55512345'],
    ['from', 'now'],
    ['until', undefined],
  ])('%s: %j is refused', (path, value) => {
    expect(complaints(desiredStaffSchema, changed(member, path, value))).toEqual([path]);
  });
});

describe('keys', () => {
  const manifest = { version: 1, keys: [key] };

  test('a manifest is taken as it is, also an empty one', () => {
    expect(keysPartSchema.parse(manifest)).toEqual(manifest);
    expect(keysPartSchema.parse({ version: 2, keys: [] }).keys).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['version', 0],
    ['keys.0.kid', ''],
    ['keys.0.jwk.kty', 'RSA'],
    ['keys.0.jwk.crv', 'X25519'],
    ['keys.0.jwk.x', 'short'],
    ['keys.0.roles', []],
    ['keys.0.roles.0', 'root'],
    ['keys.0.roles.0', 'provenance:'],
    ['keys.0.notAfter', 'never'],
  ])('%s: %j is refused', (path, value) => {
    expect(complaints(keysPartSchema, changed(manifest, path, value))).toEqual([path]);
  });

  test('a private key is refused, so that it is noticed', () => {
    expect(complaints(keysPartSchema, changed(manifest, 'keys.0.jwk.d', MAC))).toEqual(['keys.0.jwk']);
  });
});

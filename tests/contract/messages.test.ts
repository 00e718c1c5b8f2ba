import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { eventBatchSchema } from '../../src/contract/event-batch.ts';
import { JWS_KINDS } from '../../src/contract/jws.ts';
import {
  ackSchema,
  commandSchema,
  MAX_BATCH_EVENTS,
  MAX_MESSAGE_BYTES,
  reportedSchema,
  sessionSchema,
  statusSchema,
} from '../../src/contract/messages.ts';
import { ack, changed, command } from './examples.ts';

const complaints = (schema: z.ZodType, value: unknown): string[] => {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'));
};

describe('command', () => {
  test('to collect, and to inspect', () => {
    expect(commandSchema.parse(command)).toEqual(command);
    const inspect = changed(command, 'args.purpose', { kind: 'inspect' });
    expect(commandSchema.parse(inspect)).toEqual(inspect);
  });

  test.each<[string, unknown, string?]>([
    ['id', 'short'],
    ['id', 'x'.repeat(65)],
    ['aud', undefined],
    ['session', 'n'.repeat(15)],
    ['session', undefined],
    ['notAfterMs', -1],
    ['notAfterMs', '5000'],
    ['type', 'restart'],
    ['args', undefined],
    ['args.compartment', 0],
    ['args.compartment', 1.5],
    ['args.generation', undefined],
    ['args.generation', -1],
    ['args.reason', ''],
    ['args.reason', 'x'.repeat(201)],
    ['args.purpose.kind', 'anything'],
    ['args.purpose.orderId', undefined],
    ['args.purpose', { kind: 'inspect', orderId: 'o1' }],
    ['args.all', true, 'args'],
    ['notAfter', '2027-01-01T00:00:00Z', ''],
  ])('%s: %j is refused', (path, value, where = path) => {
    expect(complaints(commandSchema, changed(command, path, value))).toEqual([where]);
  });
});

describe('ack', () => {
  test('plain, and with a wish', () => {
    expect(ackSchema.parse(ack)).toEqual(ack);
    expect(ackSchema.parse({ ...ack, resendFrom: 3 }).resendFrom).toBe(3);
  });

  test.each<[string, unknown]>([
    ['upto', -1],
    ['upto', 1.5],
    ['upto', '7'],
    ['epoch', 'short'],
    ['aud', undefined],
    ['serverTime', 'noon'],
    ['resendFrom', 0],
  ])('%s: %j is refused', (path, value) => {
    expect(complaints(ackSchema, changed(ack, path, value))).toEqual([path]);
  });
});

describe('events', () => {
  const event = (seq: number) => ({
    ...{ v: 1, seq, at: '2026-11-01T12:00:00.000Z', monotonicMs: 5, bootId: 'b', clock: 'trusted' },
    ...{ type: 'door.closed', data: { compartment: 5 } },
  });
  const batch = (count: number) => ({
    epoch: 'epoch-001',
    events: Array.from({ length: count }, (_, at) => event(at + 1)),
  });

  test('1 to 100 of them', () => {
    expect(MAX_BATCH_EVENTS).toBe(100);
    expect(complaints(eventBatchSchema, batch(1))).toEqual([]);
    expect(complaints(eventBatchSchema, batch(100))).toEqual([]);
    expect(complaints(eventBatchSchema, batch(0))).toEqual(['events']);
    expect(complaints(eventBatchSchema, batch(101))).toEqual(['events']);
  });

  test('one that nobody knows spoils the batch, and is named', () => {
    const spoiled = { epoch: 'epoch-001', events: [event(1), { ...event(2), type: 'door.exploded' }] };
    expect(complaints(eventBatchSchema, spoiled)).toEqual(['events.1.type']);
  });
});

describe('what goes up', () => {
  const status = { online: true, connection: 1, bootId: 'b', version: '1' };

  test('a status with and without its session', () => {
    expect(complaints(statusSchema, status)).toEqual([]);
    expect(complaints(statusSchema, { ...status, connection: 0 })).toEqual(['connection']);
    expect(complaints(statusSchema, { ...status, journal: { epoch: 'epoch-001', tail: 0 } })).toEqual(['journal.head']);
    expect(complaints(statusSchema, { ...status, session: 'x'.repeat(MAX_MESSAGE_BYTES + 1) })).toEqual(['session']);
  });

  test('a session’s nonce cannot be guessed', () => {
    const claims = { sub: 'demo-0217', nonce: 'n'.repeat(16), monotonicMs: 1, connection: 1 };
    expect(complaints(sessionSchema, claims)).toEqual([]);
    expect(complaints(sessionSchema, { ...claims, nonce: 'n'.repeat(15) })).toEqual(['nonce']);
  });

  test('reported problems are at most 50', () => {
    const reported = { revision: 1, appliedAt: '2026-11-01T12:00:00Z', problems: Array(50).fill('x') };
    expect(complaints(reportedSchema, reported)).toEqual([]);
    expect(complaints(reportedSchema, { ...reported, problems: Array(51).fill('x') })).toEqual(['problems']);
  });
});

test('each kind of signed message has a type of its own, and a message is 64 KB at most', () => {
  const types = Object.values(JWS_KINDS).map(({ typ }) => typ);
  expect(new Set(types).size).toBe(types.length);
  for (const [kind, { typ }] of Object.entries(JWS_KINDS)) expect(typ).toBe(`larder-${kind}+jws`);
  expect(MAX_MESSAGE_BYTES).toBe(64 * 1024);
});

import { expect, test } from 'vitest';
import { checkHappening, EVENT_TYPES, type EventData, type EventType, type Happening } from '../../src/core/event.ts';
import { eventSchema } from '../../src/core/event-schema.ts';

/** One true example of everything that can happen; a type without one does not compile. */
const EXAMPLES: { readonly [T in EventType]: EventData<T> } = {
  'locker.started': { version: '0.1.0', unfinishedOpenings: 0 },
  'locker.stuck': { parts: ['bus locks'] },
  'locker.stopping': { signal: 'SIGTERM' },
  'clock.jumped': { fromAt: '2026-11-01T12:00:00.000Z', toAt: '1970-01-01T00:00:09.000Z', byMs: -1_793_534_391_000 },
  'clock.floor-reset': { fromAt: '2036-11-01T12:00:00.000Z', toAt: '2026-11-01T12:00:00.000Z' },
  'config.rejected': { problems: ['demo.yaml:3: locker.id: too long'] },
  'desired.applied': { document: 'orders', revision: 3, problems: [] },
  'desired.rejected': { document: 'keys', reason: 'version 1 is older than 2' },
  'order.assigned': { orderId: 'o1' },
  'order.dropped': { orderId: 'o1' },
  'order.stored': { orderId: 'o1', compartment: 5, generation: 2, staffId: 's1' },
  'order.opened': {
    orderId: 'o1',
    compartment: 5,
    generation: 2,
    attempt: 1,
    channel: 'code',
    doorAtRequest: 'closed',
  },
  'order.reopened': {
    orderId: 'o1',
    compartment: 5,
    generation: 2,
    attempt: 2,
    channel: 'screen',
    doorAtRequest: 'open',
  },
  'order.collected': { orderId: 'o1', compartment: 5, observed: true },
  'order.uncertain': { orderId: 'o1', compartment: 5, door: 'unknown' },
  'order.expired': { orderId: 'o1', compartment: null },
  'order.revived': { orderId: 'o1', compartment: 5 },
  'order.revoked': { orderId: 'o1', compartment: 5 },
  'code.refused': { reason: 'unknown', channel: 'keypad' },
  'keypad.throttled': { waitMs: 60_000 },
  'door.opened': { compartment: 5, cause: 'nobody' },
  'door.closed': { compartment: 5 },
  'door.left-open': { compartment: 5, alarm: false },
  'door.jammed': { compartment: 5 },
  'lock.silent': { compartment: 5, reason: 'nothing reached the board' },
  'compartment.confirmed-empty': { compartment: 5, staffId: 's1' },
  'compartment.not-empty': { compartment: 5, staffId: 's1' },
  'order.removed': { orderId: 'o1', compartment: 5, staffId: 's1' },
  'hold.placed': { compartment: 5, reason: 'database-lost' },
  'hold.cleared': { compartment: 5, reason: 'inspected-ok', staffId: 's1' },
  'staff.checked': { staffId: 's1', orderId: null, compartment: 5, generation: 0, attempt: 1 },
  'storage.lost': { reason: 'restored', keptAs: 'larder.db.restored-20261101T120000Z' },
  'staff.signed-in': { staffId: 's1', role: 'leader' },
  'staff.signed-out': { staffId: 's1', idle: true },
  'staff.opened': { staffId: 's1', orderId: 'o1', compartment: 5, generation: 2, attempt: 1 },
  'command.started': { commandId: 'c-000001', type: 'open' },
  'command.done': { commandId: 'c-000001', result: { door: 'open' } },
  'command.refused': { commandId: 'c-000001', reason: 'too late' },
  'command.unknown': { commandId: 'c-000001', compartment: 5, door: 'closed' },
  'message.refused': { topic: 'larder/v1/x/ack', reason: 'bad-signature' },
  'storage.ballast-released': { freeBytes: 4_096, ballastBytes: 15_728_640 },
  'storage.ballast-restored': {},
  'session.taken-over': {},
};

const envelope = {
  ...{ v: 1, seq: 1, at: '2026-11-01T12:00:00.000Z', monotonicMs: 5, bootId: 'boot-1', clock: 'trusted' },
};
const examples = Object.entries(EXAMPLES);

test('there is an example of every type, and no other', () => {
  expect(Object.keys(EXAMPLES).sort()).toEqual([...EVENT_TYPES].sort());
});

test.each(examples)('%s is read back as it was written', (type, data) => {
  expect(eventSchema.parse({ ...envelope, type, data })).toEqual({ ...envelope, type, data });
  checkHappening({ type, data } as Happening);
});

test.each(examples)('%s: a field that nobody knows is refused', (type, data) => {
  expect(eventSchema.safeParse({ ...envelope, type, data: { ...data, code: '12345678' } }).success).toBe(false);
  expect(eventSchema.safeParse({ ...envelope, type, data, code: '12345678' }).success).toBe(false);
  expect(() => checkHappening({ type, data: { ...data, code: '12345678' } } as never)).toThrow();
});

test.each(examples.filter(([, data]) => Object.keys(data).length > 0))('%s: no field may be missing', (type, data) => {
  for (const name of Object.keys(data)) {
    const { [name]: _left, ...rest } = data as Record<string, unknown>;
    expect([name, eventSchema.safeParse({ ...envelope, type, data: rest }).success]).toEqual([name, false]);
  }
});

test.each([
  ['an unknown type', { type: 'door.exploded', data: {} }],
  ['a type of the prototype', { type: 'constructor', data: {} }],
  ['data of another type', { type: 'door.closed', data: EXAMPLES['door.opened'] }],
  ['no data', { type: 'door.closed' }],
])('%s is refused', (_, what) => {
  expect(eventSchema.safeParse({ ...envelope, ...what }).success).toBe(false);
});

test.each([
  [{ v: 2 }],
  [{ seq: 0 }],
  [{ seq: 1.5 }],
  [{ at: 'yesterday' }],
  [{ monotonicMs: -1 }],
  [{ clock: 'sundial' }],
  [{ bootId: undefined }],
])('an envelope with %j is refused', (more) => {
  const event = { ...envelope, type: 'door.closed', data: { compartment: 5 }, ...more };
  expect(eventSchema.safeParse(event).success).toBe(false);
});

test.each([[0], [1000], [1.5], ['5']])('compartment %j is none', (compartment) => {
  expect(eventSchema.safeParse({ ...envelope, type: 'door.closed', data: { compartment } }).success).toBe(false);
});

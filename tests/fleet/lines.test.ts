import { describe, expect, it } from 'vitest';
import { EVENT_TYPES, type JournalEvent } from '../../src/core/event.ts';
import { eventSchema } from '../../src/core/event-schema.ts';
import { eventLine } from '../../src/fleet/event-line.ts';
import { noticeLine } from '../../src/fleet/notice-line.ts';
import { eventOf } from './hub-bench.ts';

const order = { orderId: 'O-1', compartment: 3 };
const opening = { ...order, generation: 2, attempt: 2, channel: 'code', doorAtRequest: 'open' };
const examples: Readonly<Record<string, Record<string, unknown>>> = {
  'locker.started': { version: '0.1.0', unfinishedOpenings: 1, lastEnd: 'crashed' },
  'locker.stuck': { parts: ['bus locks', 'page'] },
  'locker.stopping': { signal: 'SIGTERM' },
  'clock.jumped': { fromAt: '2026-11-01T12:00:00.000Z', toAt: '2036-11-01T12:00:00.000Z', byMs: 315_619_200_000 },
  'clock.floor-reset': { fromAt: '2036-11-01T12:00:00.000Z', toAt: '2026-11-01T12:00:00.000Z' },
  'config.rejected': { problems: ['line 3'] },
  'desired.applied': { document: 'orders', revision: 4, problems: ['O-1: no such zone'] },
  'desired.rejected': { document: 'staff', reason: 'bad-signature' },
  'order.assigned': { orderId: 'O-1' },
  'order.dropped': { orderId: 'O-1' },
  'order.stored': { ...order, generation: 2, staffId: 'S-1' },
  'order.opened': opening,
  'order.reopened': opening,
  'order.collected': { ...order, observed: false },
  'order.uncertain': { ...order, door: 'closed' },
  'order.expired': order,
  'order.revived': order,
  'order.revoked': { ...order, compartment: null },
  'code.refused': { reason: 'not-loaded', channel: 'keypad', orderId: 'O-1' },
  'keypad.throttled': { waitMs: 41_000 },
  'door.opened': { compartment: 3, cause: 'nobody' },
  'door.closed': { compartment: 3 },
  'door.left-open': { compartment: 3, alarm: true },
  'door.jammed': { compartment: 3 },
  'lock.silent': { compartment: 3, reason: 'no-answer' },
  'compartment.confirmed-empty': { compartment: 3, staffId: 'S-1' },
  'compartment.not-empty': { compartment: 3, staffId: 'S-1' },
  'order.removed': { ...order, staffId: 'S-1' },
  'hold.placed': { compartment: 3, reason: 'database-lost' },
  'hold.cleared': { compartment: 3, reason: 'inspected-ok', staffId: 'S-1' },
  'staff.checked': { ...order, staffId: 'S-1', generation: 0, attempt: 1 },
  'storage.lost': { reason: 'restored', keptAs: 'larder.db.restored-20261101T120000Z' },
  'staff.signed-in': { staffId: 'S-1', role: 'stocker' },
  'staff.signed-out': { staffId: 'S-1', idle: true },
  'staff.opened': { ...order, staffId: 'S-1', generation: 2, attempt: 1 },
  'command.started': { commandId: 'C-1', type: 'open' },
  'command.done': { commandId: 'C-1', result: { door: 'open' } },
  'command.refused': { commandId: 'C-1', reason: 'other-session' },
  'command.unknown': { commandId: 'C-1', compartment: 3, door: 'closed' },
  'message.refused': { topic: 'larder/v1/gate-1/command', reason: 'wrong-role' },
  'storage.ballast-released': { freeBytes: 4_096, ballastBytes: 15_728_640 },
  'storage.ballast-restored': {},
  'session.taken-over': {},
};

const example = (type: string): JournalEvent => eventSchema.parse(eventOf(7, type, examples[type] ?? {}));

describe('a line for an event', () => {
  it.each([...EVENT_TYPES])('%s says everything in words', (type) => {
    const line = eventLine(example(type));
    expect(line.length).toBeGreaterThan(8);
    expect(line).not.toMatch(/undefined|\[object|\n/);
  });

  it('is English', () => {
    expect(eventLine(example('order.opened'))).toBe(
      'opening door 3 for order O-1 by code, attempt 2 (it seemed open already)',
    );
    expect(eventLine(example('storage.lost'))).toBe(
      'DATABASE LOST: an older copy had been put back; it is kept as larder.db.restored-20261101T120000Z. ' +
        'Every door has to be checked, and chilled, frozen and heated ones are held',
    );
    expect(eventLine(example('door.opened'))).toBe('door 3 opened WITHOUT ANY REQUEST');
    expect(eventLine(example('clock.jumped'))).toBe(
      'the wall clock jumped forward from 2026-11-01T12:00:00.000Z to 2036-11-01T12:00:00.000Z',
    );
    expect(eventLine(example('order.revoked'))).toBe('order O-1 revoked, never stored');
  });

  it('has its place and time before it when it is told', () => {
    const line = noticeLine({ kind: 'event', lockerId: 'gate-1', epoch: 'e', event: example('door.closed') });
    expect(line).toBe('gate-1  #7 08:00:00  door 3 closed');
  });
});

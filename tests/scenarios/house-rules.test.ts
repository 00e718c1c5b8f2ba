import { expect, test } from 'vitest';
import type { Compartment } from '../../src/core/compartment.ts';
import type { Opening } from '../../src/core/opening.ts';
import type { Order } from '../../src/core/order.ts';
import { brokenPulse, brokenRules, type OnDisk } from './house-rules.ts';

const order = (id: string, more: Partial<Order> = {}): Order =>
  ({ id, state: 'stored', compartment: 1, generation: 2, storedAt: {}, ...more }) as Order;
const compartment = (number: number, more: Partial<Compartment> = {}): Compartment =>
  ({ number, generation: 2, occupancy: 'occupied', orderId: 'a', hold: null, ...more }) as Compartment;
const opening = (more: Partial<Opening> = {}): Opening =>
  ({
    compartment: 1,
    generation: 2,
    attempt: 1,
    state: 'opening',
    purpose: { kind: 'collect', orderId: 'a' },
    ...more,
  }) as Opening;

const TOLD = [
  ['order.assigned', { orderId: 'a' }],
  ['staff.opened', { orderId: 'a', compartment: 1 }],
  ['compartment.confirmed-empty', { compartment: 1 }],
  ['order.stored', { orderId: 'a', compartment: 1 }],
] as const;
type Told = readonly (readonly [string, Record<string, unknown>])[];
const events = (told: Told): OnDisk['events'] => told.map(([type, data], at) => ({ seq: at + 1, type, data }));

const disk = (more: Partial<OnDisk> = {}): OnDisk => ({
  orders: [order('a')],
  compartments: new Map([[1, compartment(1)]]),
  openings: [opening()],
  events: events(TOLD),
  ...more,
});

test('a database where all is well breaks no rule', () => {
  expect(brokenRules(disk())).toEqual([]);
  expect(brokenPulse(disk(), 1, 1)).toEqual([]);
});

test.each<[string, Partial<OnDisk>]>([
  ['two orders in one compartment', { orders: [order('a'), order('b')] }],
  ['one order has two compartments', { compartments: new Map([1, 2].map((number) => [number, compartment(number)])) }],
  ['order a is stored in an old generation', { orders: [order('a', { generation: 1 })] }],
  [
    'order a is stored in a compartment not occupied',
    { compartments: new Map([[1, compartment(1, { occupancy: 'loading' })]]) },
  ],
  ['the journal has a gap', { events: events(TOLD).map((event) => ({ ...event, seq: event.seq * 2 })) }],
  ['a was stored in 1, not confirmed empty', { events: events(TOLD.toSpliced(2, 1)) }],
  ['a was stored, but never assigned', { events: events(TOLD.slice(1)) }],
  [
    'a was collected twice',
    { events: events([...TOLD, ...[1, 2].map(() => ['order.collected', { orderId: 'a' }] as const)]) },
  ],
])('a rule that can be broken: %s', (words, more) => {
  expect(brokenRules(disk(more))).toContain(words);
});

test.each<[string, Partial<OnDisk>]>([
  ['1 pulses, but 0 attempts were committed', { openings: [] }],
  ['its opening is of another generation than its compartment', { openings: [opening({ generation: 1 })] }],
  ['it is not the compartment of its order', { orders: [order('a', { compartment: 3 })] }],
  ['its order was never stored', { orders: [order('a', { storedAt: null })] }],
])('a pulse that should not be: %s', (words, more) => {
  expect(brokenPulse(disk(more), 1, 1).join()).toContain(words);
});

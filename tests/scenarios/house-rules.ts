/** What must hold of a locker's database at any instant, whoever looks at it and whatever happened (05, Invariants). */
import type { DatabaseSync } from 'node:sqlite';
import { type Compartment, mustCheck } from '../../src/core/compartment.ts';
import type { Opening } from '../../src/core/opening.ts';
import type { Order } from '../../src/core/order.ts';

export interface OnDisk {
  readonly orders: readonly Order[];
  readonly compartments: ReadonlyMap<number, Compartment>;
  readonly openings: readonly Opening[];
  readonly events: readonly { readonly seq: number; readonly type: string; readonly data: Record<string, unknown> }[];
}

/** What is committed, by a connection of the reader's own. */
export function readOnDisk(db: DatabaseSync): OnDisk {
  const records = <T>(table: string): T[] =>
    db
      .prepare(`SELECT record FROM ${table} ORDER BY rowid`)
      .all()
      .map((row) => JSON.parse(String(row.record)) as T);
  return {
    orders: records('orders'),
    compartments: new Map(records<Compartment>('compartments').map((c) => [c.number, c])),
    openings: records('openings'),
    events: db
      .prepare('SELECT seq, type, data FROM journal ORDER BY seq')
      .all()
      .map(({ seq, type, data }) => ({ seq: Number(seq), type: String(type), data: JSON.parse(String(data)) })),
  };
}

/** The rules that are broken, in words; none when all is well. */
export function brokenRules({ orders, compartments, events }: OnDisk): readonly string[] {
  const broken: string[] = [];
  const rule = (holds: boolean, words: string): void => {
    if (!holds) broken.push(words);
  };
  const stored = orders.filter(({ state }) => state === 'stored');
  rule(new Set(stored.map(({ compartment }) => compartment)).size === stored.length, 'two orders in one compartment');
  for (const order of stored) {
    const compartment = compartments.get(order.compartment ?? 0);
    rule(compartment?.orderId === order.id, `order ${order.id} is stored where another order is`);
    rule(compartment?.generation === order.generation, `order ${order.id} is stored in an old generation`);
    rule(compartment?.occupancy === 'occupied', `order ${order.id} is stored in a compartment not occupied`);
  }
  const given = [...compartments.values()].flatMap(({ orderId }) => (orderId === null ? [] : [orderId]));
  rule(new Set(given).size === given.length, 'one order has two compartments');
  rule(
    events.every(({ seq }, at) => seq === at + 1),
    'the journal has a gap',
  );
  return [...broken, ...brokenStory(events)];
}

/** What the journal tells, from its beginning. */
function brokenStory(events: OnDisk['events']): readonly string[] {
  const broken: string[] = [];
  /** By a word of the loading itself, or of an earlier check, which serves one loading. */
  const sureOfEmpty = new Map<unknown, 'loading' | 'check'>();
  const collected = new Set<unknown>();
  const assigned = new Set<unknown>();
  const looked = new Map<unknown, unknown>();
  for (const { type, data } of events) {
    if (type === 'staff.opened') {
      if (sureOfEmpty.get(data.compartment) === 'check') sureOfEmpty.set(data.compartment, 'loading');
      else sureOfEmpty.delete(data.compartment);
      looked.delete(data.compartment);
    }
    if (type === 'compartment.confirmed-empty') {
      sureOfEmpty.set(data.compartment, looked.has(data.compartment) ? 'check' : 'loading');
    }
    if (type === 'staff.checked') looked.set(data.compartment, data.orderId);
    if (type === 'order.assigned') assigned.add(data.orderId);
    if (type === 'order.stored') {
      const sure = sureOfEmpty.delete(data.compartment) || looked.get(data.compartment) === data.orderId;
      if (!sure) broken.push(`${data.orderId} was stored in ${data.compartment}, not confirmed empty`);
      if (!assigned.has(data.orderId)) broken.push(`${data.orderId} was stored, but never assigned`);
    }
    if (type !== 'order.collected') continue;
    if (collected.has(data.orderId)) broken.push(`${data.orderId} was collected twice`);
    collected.add(data.orderId);
  }
  return broken;
}

/** The moment that the lock of a door is energised, for the `pulses`-th time: what must stand on the disk by then. */
export function brokenPulse({ orders, compartments, openings }: OnDisk, door: number, pulses: number): string[] {
  const mine = openings.filter((opening) => opening.compartment === door);
  const latest = mine.at(-1);
  const compartment = compartments.get(door);
  const broken: string[] = [];
  const rule = (holds: boolean, words: string): void => {
    if (!holds) broken.push(`pulse of ${door}: ${words}; ${JSON.stringify({ latest, compartment })}`);
  };
  const attempts = mine.reduce((sum, { attempt }) => sum + attempt, 0);
  rule(pulses <= attempts, `${pulses} pulses, but ${attempts} attempts were committed`);
  rule(latest?.generation === compartment?.generation, 'its opening is of another generation than its compartment');
  // A pulse waits up to 3 s for its supply: a later request of the same door is then the one that was not sent.
  const pulsed = mine.findLast(({ state }) => state !== 'not-sent');
  if (!pulsed || pulsed.purpose.kind === 'inspect') return broken;
  const { kind, orderId } = pulsed.purpose;
  if (kind === 'check') {
    rule(compartment !== undefined && mustCheck(compartment), 'it need not be checked');
    return broken;
  }
  const order = orders.find(({ id }) => id === orderId);
  if (kind === 'store') {
    rule(order?.state !== 'collected', 'its order was collected already');
    return broken;
  }
  rule(order?.compartment === door, 'it is not the compartment of its order');
  rule(order?.generation === compartment?.generation, 'its order was stored in another generation');
  rule((order?.storedAt ?? null) !== null, 'its order was never stored');
  return broken;
}

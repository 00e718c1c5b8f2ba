import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildTopic } from '../../src/contract/topics.ts';
import { plain } from '../fakes/plain-signatures.ts';
import { LOCKER, orderDocument, sendPart } from './documents.ts';
import { House } from './house.ts';

let house: House;
beforeEach(async () => {
  house = new House();
  await house.start();
});
afterEach(() => house.demolish());

const range = () => house.store.transact((tx) => tx.journal.range());
const inbox = () => house.store.transact((tx) => tx.inbox.oldest());
const down = async (kind: 'ack' | 'command', payload: unknown): Promise<void> => {
  house.broker.publish(buildTopic({ kind, lockerId: LOCKER }), plain(kind, payload));
  await house.time.advance(300);
};
const refusals = () => house.hub.of('message.refused').map(({ reason }) => reason);
const ack = (more: Record<string, unknown>) => ({
  ...{ aud: LOCKER, epoch: range().epoch, upto: 0, serverTime: '2026-11-01T12:00:00Z' },
  ...more,
});

test('documents that come before the keys wait for them, and are then applied', async () => {
  await sendPart(house, 'orders', 1, [orderDocument(house, 'a', '10000001')]);
  expect(house.order('a')).toBeUndefined();
  expect(refusals()).toEqual([]);
  house.hub.keys();
  await house.time.advance(500);
  expect(house.order('a')?.state).toBe('assigned');
  expect(inbox()).toBeUndefined();
});

test('what waited and was lost in a power cut comes again from the broker, which retains it', async () => {
  await sendPart(house, 'orders', 1, [orderDocument(house, 'a', '10000001')]);
  await house.crash();
  await house.start();
  house.hub.keys();
  await house.time.advance(500);
  expect(house.order('a')?.state).toBe('assigned');
});

test('an ack or a command before the first keys does nothing, and accuses nobody', async () => {
  house.hub.acking = false;
  await down('ack', ack({ upto: 1 }));
  house.hub.open('command-1', 12, 0);
  await house.time.advance(1_000);
  expect(range().acked).toBe(0);
  expect(house.pulses()).toEqual([]);
  expect(inbox()).toBeUndefined();
  expect(house.hub.of('message.refused')).toEqual([]);
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ['of another epoch', { epoch: 'another-epoch' }, /another epoch/],
  ['of another locker', { aud: 'demo-0218' }, /another locker/],
  ['that is none', { upto: 'all' }, /not an ack/],
])('an ack %s is refused and told of', async (_, more, reason) => {
  await house.supply();
  house.hub.acking = false;
  const { acked } = range();
  await down('ack', ack({ upto: range().head, ...more }));
  expect(range().acked).toBe(acked);
  house.hub.acking = true;
  await house.time.advance(35_000);
  expect(refusals()).toEqual([expect.stringMatching(reason)]);
});

test('an ack below what was acknowledged takes nothing back', async () => {
  await house.supply();
  const { acked } = range();
  expect(acked).toBeGreaterThan(0);
  await down('ack', ack({ upto: 0 }));
  expect(range().acked).toBeGreaterThanOrEqual(acked);
});

test('resendFrom: a hub restored from a backup gets everything again', async () => {
  await house.supply({ id: 'a', code: '10000001' });
  await house.time.advance(1_000);
  const before = [...house.hub.events];
  expect(before.length).toBeGreaterThan(4);
  house.hub.events.length = 2;
  await down('ack', ack({ upto: 2, resendFrom: 3 }));
  expect(house.hub.events.slice(0, before.length)).toEqual(before);
});

test('a message that is too large, or of nobody’s topic, is refused and told of; the next one is worked on', async () => {
  await house.supply();
  house.broker.publish(buildTopic({ kind: 'command', lockerId: LOCKER }), 'x'.repeat(65_537));
  await house.time.advance(11_000);
  house.broker.publish(buildTopic({ kind: 'command', lockerId: LOCKER }), 'not a JWS');
  await house.time.advance(11_000);
  expect(refusals()).toEqual(['65537 bytes are too many', 'not-a-jws']);
  expect(inbox()).toBeUndefined();
  house.hub.open('command-1', 12, 0);
  await house.time.advance(1_000);
  expect(house.pulses()).toEqual([12]);
});

test('a topic that no locker listens to is refused', async () => {
  await house.supply();
  house.broker.publish(`larder/v1/${LOCKER}/desired/orders/0`, plain('orders', {}));
  await house.time.advance(1_000);
  expect(house.hub.of('message.refused')).toEqual([
    { topic: `larder/v1/${LOCKER}/desired/orders/0`, reason: 'a topic that no locker listens to' },
  ]);
});

test.each([
  ['rubbish', 'rubbish'],
  ['messages that are too large', 'x'.repeat(65_537)],
])('a broker that sends %s without end fills the log, not the journal', async (_, payload) => {
  await house.supply();
  const { head } = range();
  for (let at = 0; at < 200; at++) house.broker.publish(buildTopic({ kind: 'command', lockerId: LOCKER }), payload);
  await house.time.advance(5_000);
  expect(range().head - head).toBeLessThanOrEqual(2);
});

test('a document of a kind that this Larder does not apply says so', async () => {
  await house.supply();
  house.hub.desire('slides', { anything: true });
  await house.time.advance(500);
  expect(house.hub.of('desired.rejected')).toEqual([
    { document: 'slides', reason: 'this Larder does not apply slides yet' },
  ]);
});

test('weeks offline: everything that happened drains in order, once', async () => {
  await house.supply({ id: 'a', code: '10000001' });
  const [door = 0] = await house.load('a');
  const before = house.hub.events.length;
  house.broker.refusing = { kind: 'lost', detail: 'no signal' };
  house.broker.cut();
  await house.time.settle();
  house.type('10000001');
  await house.time.advance(7_000);
  expect(house.order('a')?.state).toBe('collected');
  for (let day = 0; day < 21; day++) {
    house.store.transact((tx) => {
      for (let at = 0; at < 143; at++) tx.journal.append({ type: 'door.closed', data: { compartment: door } });
    });
    await house.time.advance(60_000);
    house.time.stepWall(86_340_000);
  }
  expect(house.hub.events).toHaveLength(before);
  const { head, acked } = range();
  expect(head - acked).toBeGreaterThanOrEqual(3_000);
  house.broker.refusing = null;
  await house.time.advance(30_000);
  expect(house.hub.events.map(({ seq }) => seq)).toEqual(Array.from({ length: range().head }, (_, at) => at + 1));
  expect(house.hub.duplicates).toBe(0);
  expect(range().acked).toBe(range().head);
});

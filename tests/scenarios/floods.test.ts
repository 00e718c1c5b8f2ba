/** Messages that are believed but refused, without end: the journal is no place for them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildTopic } from '../../src/contract/topics.ts';
import { plain } from '../fakes/plain-signatures.ts';
import { House } from './house.ts';

const lockerId = 'demo-0217';
let house: House;

beforeEach(async () => {
  house = new House();
  await house.start();
  await house.supply({ id: 'o1', code: '12345678' });
});

afterEach(() => house.demolish());

const range = () => house.store.transact((tx) => tx.journal.range());
const ack = (epoch: string, upto: number): void => {
  const said = { aud: lockerId, epoch, upto, serverTime: '2026-11-01T08:00:00.000Z' };
  house.broker.publish(buildTopic({ kind: 'ack', lockerId }), plain('ack', said));
};

test('replayed acks and documents of others are told of, and do not fill the journal', async () => {
  const before = range().head;
  const orders = { aud: 'demo-0218', revision: 1, part: 1, parts: 1, orders: [] };
  for (let i = 0; i < 200; i++) {
    ack('another-epoch', 5);
    const topic = buildTopic({ kind: 'desired', lockerId, document: 'orders', part: 1 });
    house.broker.publish(topic, plain('orders', orders));
    house.hub.open(`command-${i}`, 1, 0, { aud: 'demo-9999' });
  }
  await house.time.advance(3_000);
  expect(range().head - before).toBeGreaterThan(0);
  expect(range().head - before).toBeLessThan(5);
});

test('a hub that acknowledges more than there is knows a later journal: the locker falls silent at once', async () => {
  house.hub.acking = false;
  const { epoch } = range();
  house.broker.subscribe(buildTopic({ kind: 'events', lockerId }), () => ack(epoch, 1_000_000));
  const said = house.broker.log.length;
  house.type('11111111');
  await house.time.advance(10_000);
  expect(house.condemned).toBe('restored');
  expect(house.broker.log.length - said).toBeLessThan(10);
});

test('a document that came while the disk was sick is applied when the disk is back', async () => {
  const { transact } = house.store;
  const healthy = transact.bind(house.store);
  let sick = false;
  house.store.transact = (run) => {
    if (sick) throw new Error('database is locked');
    const result = healthy(run);
    sick = healthy((tx) => tx.inbox.oldest() !== undefined);
    return result;
  };
  house.hub.orders({ id: 'o1', code: '12345678' }, { id: 'o9', code: '99999999' });
  await house.time.advance(10_000);
  house.store.transact = transact;
  await house.time.advance(10_000);
  expect(house.order('o9')?.state).toBe('assigned');
});

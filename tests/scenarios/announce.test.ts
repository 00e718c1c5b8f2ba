import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildTopic } from '../../src/contract/topics.ts';
import { plain } from '../fakes/plain-signatures.ts';
import { House } from './house.ts';

let house: House;

beforeEach(async () => {
  house = new House();
  await house.start();
  await house.supply();
});

afterEach(() => house.demolish());

test('a hub that missed the status asks for it: same nonce, fresh time, and its command opens a door', async () => {
  const lockerId = 'demo-0217';
  const { nonce, monotonicMs } = house.hub;
  house.hub.nonce = '';
  await house.time.advance(5_000);
  const { epoch } = house.store.transact((tx) => tx.journal.range());
  const ack = {
    aud: lockerId,
    epoch,
    upto: house.hub.events.length,
    serverTime: '2026-11-01T08:00:00.000Z',
    announce: true,
  };
  const ask = (): void => house.broker.publish(buildTopic({ kind: 'ack', lockerId }), plain('ack', ack));
  const said = (): number => house.broker.log.filter(({ topic }) => topic.endsWith('/status')).length;
  const before = said();
  ask();
  ask();
  await house.time.advance(500);
  expect(said()).toBe(before + 1);
  expect(house.hub.nonce).toBe(nonce);
  expect(house.hub.monotonicMs).toBeGreaterThan(monotonicMs);
  house.hub.open('command-1', 12, 0);
  await house.time.advance(2_000);
  expect(house.pulses()).toEqual([12]);
  expect(house.hub.of('command.done')).toMatchObject([{ commandId: 'command-1', result: { door: 'open' } }]);
});

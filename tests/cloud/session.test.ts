import { expect, test } from 'vitest';
import { lockerSubscriptions } from '../../src/contract/topics.ts';
import { MemoryBroker } from '../fakes/memory-link.ts';
import { FakeTime } from '../fakes/time.ts';
import { Bench, COMMAND, EVENTS, STATUS } from './bench.ts';

function setUp(uniform: () => number = () => 0.5) {
  const time = new FakeTime();
  const broker = new MemoryBroker();
  const bench = new Bench(broker.link, time, {}, uniform);
  return { time, broker, bench };
}

const status = (broker: MemoryBroker) => JSON.parse(broker.retained.get(STATUS) ?? '{}');

test('connects, says its status, takes messages and drains after the first-ack wait', async () => {
  const { time, broker, bench } = setUp();
  bench.store.add(250);
  bench.start();
  await time.settle();
  expect(status(broker)).toMatchObject({ online: true, connection: 1 });
  expect(bench.heard).toEqual(['connected']);
  broker.publish(COMMAND, 'a command');
  await time.settle();
  expect(bench.received).toEqual([{ topic: COMMAND, text: 'a command' }]);
  await time.advance(1_999);
  expect(broker.log.filter(({ topic }) => topic === EVENTS)).toHaveLength(0);
  await time.advance(1);
  const batches = broker.log.filter(({ topic }) => topic === EVENTS).map(({ payload }) => JSON.parse(payload));
  expect(batches.map(({ events }) => events.length)).toEqual([100, 100, 50]);
});

test('subscribes before the status is out, so that an answer to it is never missed', async () => {
  const { time, broker, bench } = setUp();
  const answered: string[] = [];
  broker.subscribe(STATUS, ({ payload }) => {
    if (!JSON.parse(payload).online) return;
    answered.push(payload);
    broker.publish(COMMAND, 'at once');
  });
  bench.start();
  await time.settle();
  expect(answered).toHaveLength(1);
  expect(bench.received.map(({ text }) => text)).toEqual(['at once']);
  expect(lockerSubscriptions('locker-1')).toContain(COMMAND);
});

test('a cut delivers the will with the same connection number, and the next connection has a new one', async () => {
  const { time, broker, bench } = setUp();
  bench.start();
  await time.settle();
  broker.cut();
  await time.settle();
  expect(status(broker)).toMatchObject({ online: false, connection: 1 });
  expect(bench.heard).toEqual(['connected', 'disconnected']);
  expect(bench.cloud.state()).toEqual({ connected: false, reconnects: 0, lastReason: 'lost: cut' });
  await time.advance(15_000);
  expect(status(broker)).toMatchObject({ online: true, connection: 2 });
  expect(bench.cloud.state()).toEqual({ connected: true, reconnects: 1, lastReason: 'lost: cut' });
});

test('the first retry after a loss is spread over 30 s, later ones double their range up to 300 s', async () => {
  const { time, broker, bench } = setUp(() => 0.999999);
  bench.start();
  await time.settle();
  broker.refusing = { kind: 'unreachable', detail: 'ECONNREFUSED' };
  broker.cut();
  const delays: unknown[] = [];
  for (let i = 0; i < 9; i += 1) {
    await time.settle();
    delays.push(bench.lastLine('broker-lost')?.fields.retryInMs);
    await time.advance(300_000);
  }
  expect(delays[0]).toBe(30_000);
  expect(bench.lines.filter(({ event }) => event === 'broker-lost').map(({ fields }) => fields.retryInMs)).toEqual(
    expect.arrayContaining([30_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000]),
  );
  broker.refusing = null;
  await time.advance(300_000);
  expect(bench.cloud.state().connected).toBe(true);
});

test('five stable minutes make a loss the first one again', async () => {
  const { time, broker, bench } = setUp();
  broker.refusing = { kind: 'unreachable', detail: 'ECONNREFUSED' };
  bench.start();
  await time.advance(600_000);
  broker.refusing = null;
  await time.advance(300_000);
  expect(bench.cloud.state().connected).toBe(true);
  await time.advance(300_000);
  broker.cut();
  await time.settle();
  expect(bench.lastLine('broker-lost')?.fields).toMatchObject({ failures: 1, retryInMs: 15_000 });
});

test.each([
  { reason: { kind: 'busy', code: 0x97 } as const, said: 'busy 0x97', advice: /tried again slowly/ },
  { reason: { kind: 'busy', code: 0x88 } as const, said: 'busy 0x88', advice: /nothing is lost/ },
  { reason: { kind: 'bad-credentials', code: 0x87 } as const, said: 'bad-credentials 0x87', advice: /passwordFile/ },
  { reason: { kind: 'taken-over' } as const, said: 'taken-over', advice: /same locker\.id/ },
])('$said waits long, at the level of an error, and says what to look at', async ({ reason, said, advice }) => {
  const { time, broker, bench } = setUp();
  broker.refusing = reason;
  bench.start();
  await time.advance(200_000);
  expect(broker.connects).toBe(1);
  expect(bench.lastLine('broker-refused')).toMatchObject({
    ...{ level: 'error', fields: { reason: said, advice: expect.stringMatching(advice) } },
  });
  expect(bench.cloud.state().lastReason).toBe(said);
  expect(bench.heard.includes('taken over')).toBe(said === 'taken-over');
  broker.refusing = null;
  await time.advance(25_000);
  expect(bench.cloud.state().connected).toBe(true);
});

test('stop publishes the offline status itself, disconnects, and leaves no timer', async () => {
  const { time, broker, bench } = setUp();
  bench.store.add(10);
  bench.start();
  await time.advance(2_000);
  await bench.cloud.stop();
  expect(status(broker)).toMatchObject({ online: false, connection: 1 });
  expect(broker.log.at(-1)?.from).toBe('locker-1');
  expect(bench.heard).toEqual(['connected', 'disconnected']);
  expect(time.pending).toBe(0);
  await time.advance(600_000);
  expect(broker.connects).toBe(1);
});

test('stop is over within 2 s when the broker answers nothing any more; the will says the rest', async () => {
  const { time, broker, bench } = setUp();
  bench.start();
  await time.settle();
  broker.hold(true);
  let stopped = false;
  const stop = bench.cloud.stop().then(() => {
    stopped = true;
  });
  await time.advance(1_999);
  expect(stopped).toBe(false);
  await time.advance(1);
  await stop;
  expect(broker.log.at(-1)?.from).toBe('will:locker-1');
  expect(time.pending).toBe(0);
});

test('stop while waiting to retry, and while connecting', async () => {
  const { time, broker, bench } = setUp();
  broker.refusing = { kind: 'no-answer' };
  bench.start();
  await time.settle();
  await bench.cloud.stop();
  expect(time.pending).toBe(0);
  const other = setUp();
  other.bench.start();
  await other.bench.cloud.stop();
  expect(other.time.pending).toBe(0);
  expect(other.bench.heard).toEqual([]);
});

test('a message that could not be kept ends the connection, so that retained documents come again', async () => {
  const { time, broker, bench } = setUp();
  bench.start();
  await time.settle();
  bench.refuseMessages = true;
  broker.publish(COMMAND, 'x');
  await time.settle();
  expect(bench.cloud.state()).toMatchObject({ connected: false, lastReason: 'not-durable: Error: disk full' });
  bench.refuseMessages = false;
  await time.advance(30_000);
  expect(bench.cloud.state().connected).toBe(true);
});

test('without a durable connection number there is no attempt, and it tries again', async () => {
  const { time, broker, bench } = setUp();
  bench.store.broken = true;
  bench.start();
  await time.advance(60_000);
  expect(broker.connects).toBe(0);
  expect(bench.cloud.state().lastReason).toBe('not-started: disk I/O error');
  bench.store.broken = false;
  await time.advance(300_000);
  expect(bench.cloud.state().connected).toBe(true);
});

test('a set-up that does not end is given up, and a refused subscription is treated like refused credentials', async () => {
  const { time, broker, bench } = setUp();
  broker.hold(true);
  bench.start();
  await time.advance(30_000);
  expect(bench.cloud.state().lastReason).toBe('lost: set-up too slow');
  expect(bench.heard).toEqual([]);
  broker.hold(false);
  broker.refuse = () => 0x87;
  await time.advance(60_000);
  expect(bench.cloud.state().lastReason).toBe('bad-credentials 0x87');
});

test('what is published never exceeds the contract', async () => {
  const { time, broker, bench } = setUp();
  bench.start();
  await time.settle();
  expect(bench.cloud.publishRetained('larder/v1/locker-1/health', 'x'.repeat(70_000))).toBe(true);
  expect(bench.lines.filter(({ event }) => event === 'message-refused')).toHaveLength(1);
  expect(broker.retained.has('larder/v1/locker-1/health')).toBe(false);
});

test('publishRetained says whether it went out; a refusal is logged and harms nothing', async () => {
  const { time, broker, bench } = setUp();
  expect(bench.cloud.publishRetained('larder/v1/locker-1/health', { a: 1 })).toBe(false);
  bench.start();
  await time.settle();
  expect(bench.cloud.publishRetained('larder/v1/locker-1/health', { a: 1 })).toBe(true);
  await time.settle();
  expect(broker.retained.get('larder/v1/locker-1/health')).toBe('{"a":1}');
  broker.refuse = (topic) => (topic.endsWith('/health') ? 0x97 : null);
  bench.cloud.publishRetained('larder/v1/locker-1/health', { a: 2 });
  await time.settle();
  expect(bench.lastLine('broker-refused')?.fields).toMatchObject({ topic: 'larder/v1/locker-1/health' });
  expect(bench.cloud.state().connected).toBe(true);
});

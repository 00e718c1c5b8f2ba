import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryBroker } from '../fakes/memory-link.ts';
import { FakeTime } from '../fakes/time.ts';
import { Bench, EVENTS } from './bench.ts';
import { MemoryHub } from './memory-hub.ts';

function setUp(receiveMaximum = 20) {
  const time = new FakeTime();
  const broker = new MemoryBroker();
  broker.info = { ...broker.info, receiveMaximum };
  const hub = new MemoryHub(broker);
  const bench = new Bench(broker.link, time);
  return { time, broker, hub, bench };
}

const sent = (broker: MemoryBroker): { epoch: string; events: { seq: number }[] }[] =>
  broker.log.filter(({ topic }) => topic === EVENTS).map(({ payload }) => JSON.parse(payload));

test('the hub’s first ack starts the drain at once, and nothing stored is sent again', async () => {
  const { time, broker, hub, bench } = setUp();
  bench.store.add(1_000);
  for (let seq = 1; seq <= 900; seq += 1) hub.seqs.add(seq);
  hub.upto = 900;
  bench.start();
  await time.advance(10);
  expect(sent(broker).map(({ events }) => [events[0]?.seq, events.at(-1)?.seq])).toEqual([[901, 1_000]]);
  expect(bench.store.acked).toBe(1_000);
});

test('an ack that comes late, and for more than was sent, skips what the hub has', async () => {
  const { time, broker, hub, bench } = setUp(1);
  bench.store.add(5_000);
  for (let seq = 1; seq <= 4_900; seq += 1) hub.seqs.add(seq);
  hub.mute = true;
  bench.start();
  await time.settle();
  broker.hold(true);
  await time.advance(3_000);
  expect(sent(broker).map(({ events }) => events[0]?.seq)).toEqual([1]);
  hub.mute = false;
  hub.upto = 4_900;
  hub.acknowledge();
  broker.hold(false);
  await time.advance(100);
  expect(sent(broker).map(({ events }) => events[0]?.seq)).toEqual([1, 4_901]);
  expect(bench.store.acked).toBe(5_000);
});

test('without faults every event is sent once, in order, in full batches', async () => {
  const { time, broker, hub, bench } = setUp();
  bench.store.add(12_345);
  bench.start();
  await time.advance(1_000);
  expect(hub.upto).toBe(12_345);
  expect(hub.received).toBe(12_345);
  const batches = sent(broker);
  expect(batches).toHaveLength(124);
  expect(batches.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual(
    Array.from({ length: 12_345 }, (_, at) => at + 1),
  );
});

test('a new event leaves without waiting for any timer', async () => {
  const { time, broker, bench } = setUp();
  bench.start();
  await time.advance(10);
  bench.store.add(1);
  bench.cloud.wake();
  await time.settle();
  expect(sent(broker)).toHaveLength(1);
});

test('wake within a transaction sends only after it', async () => {
  const { time, broker, bench } = setUp();
  bench.start();
  await time.advance(10);
  bench.store.transact(() => {
    bench.store.add(1);
    bench.cloud.wake();
  });
  await time.settle();
  expect(sent(broker)).toHaveLength(1);
});

test.each([1, 3, 20, 1_000])('receive maximum %i: never more than min(it, 64) without PUBACK', async (maximum) => {
  const { time, broker, hub, bench } = setUp(maximum);
  bench.start();
  await time.settle();
  broker.hold(true);
  bench.store.add(20_000);
  bench.cloud.wake();
  await time.advance(10_000);
  bench.cloud.publishRetained('larder/v1/locker-1/health', { at: 'now' });
  await time.advance(10);
  expect(broker.maxInFlight).toBe(Math.min(maximum, 64));
  broker.hold(false);
  await time.advance(10_000);
  expect(hub.upto).toBe(20_000);
  expect(broker.maxInFlight).toBe(Math.min(maximum, 64));
  expect(broker.retained.has('larder/v1/locker-1/health')).toBe(true);
});

test('a hub that is away: after the time-out one batch at a growing interval, and all the rest when it is back', async () => {
  const { time, broker, hub, bench } = setUp();
  broker.swallow = ({ topic }) => topic === EVENTS;
  bench.store.add(20_000);
  bench.start();
  await time.advance(20_000);
  const ahead = sent(broker).length;
  expect(ahead).toBe(64);
  await time.advance(10_000);
  expect(
    sent(broker)
      .slice(ahead)
      .map(({ events }) => events[0]?.seq),
  ).toEqual([1]);
  await time.advance(3_600_000);
  const probes = sent(broker).slice(ahead);
  expect(probes.every(({ events }) => events[0]?.seq === 1 && events.length === 100)).toBe(true);
  expect(probes.length).toBeGreaterThan(10);
  expect(probes.length).toBeLessThan(18);
  broker.swallow = () => false;
  await time.advance(301_000);
  expect(hub.upto).toBe(20_000);
  expect(bench.store.acked).toBe(20_000);
});

test('a broker that gives no PUBACK for 30 s is left', async () => {
  const { time, broker, bench } = setUp();
  bench.start();
  await time.advance(100);
  broker.hold(true);
  bench.store.add(1);
  bench.cloud.wake();
  await time.advance(30_000);
  expect(bench.cloud.state()).toMatchObject({ connected: false, lastReason: 'lost: no PUBACK' });
});

test('a PUBACK that refuses (0x97) holds everything back, then starts again from the acknowledged mark', async () => {
  const { time, broker, hub, bench } = setUp();
  bench.start();
  await time.advance(100);
  broker.refuse = (topic) => (topic === EVENTS ? 0x97 : null);
  bench.store.add(5_000);
  bench.cloud.wake();
  await time.advance(29_000);
  expect(hub.received).toBe(0);
  expect(bench.lines.filter(({ event }) => event === 'broker-refused').length).toBeLessThanOrEqual(20);
  expect(bench.cloud.state().connected).toBe(true);
  broker.refuse = () => null;
  await time.advance(5_000);
  expect(hub.upto).toBe(5_000);
});

test('resendFrom goes back even below the acknowledged mark; asked again at once, it is not doubled', async () => {
  const { time, broker, hub, bench } = setUp();
  bench.store.add(1_000);
  bench.start();
  await time.advance(1_000);
  hub.forgetAfter(400);
  const before = sent(broker).length;
  for (let i = 0; i < 5; i += 1) {
    hub.acknowledge(401);
    await time.advance(100);
  }
  expect(hub.upto).toBe(1_000);
  expect(
    sent(broker)
      .slice(before)
      .map(({ events }) => events[0]?.seq),
  ).toEqual([401, 501, 601, 701, 801, 901]);
});

test('a disk that cannot be read is met again later', async () => {
  const { time, hub, bench } = setUp();
  bench.start();
  await time.advance(100);
  bench.store.add(10);
  bench.store.broken = true;
  bench.cloud.wake();
  await time.advance(10_000);
  expect(bench.lastLine('store-failed')?.level).toBe('error');
  bench.store.broken = false;
  await time.advance(30_000);
  expect(hub.upto).toBe(10);
});

const step = fc.oneof(
  fc.record({ do: fc.constant('add' as const), count: fc.integer({ min: 1, max: 3_000 }) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 90_000 }) }),
  fc.record({ do: fc.constant('cut' as const) }),
  fc.record({ do: fc.constantFrom('mute', 'hold', 'swallow', 'refuse', 'break'), on: fc.boolean() }),
  fc.record({ do: fc.constant('forget' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
);

test('whatever happens, the hub ends with every event once and in order, and the window is never exceeded', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 40 }),
      fc.integer({ min: 1, max: 70 }),
      async (steps, maximum) => {
        const { time, broker, hub, bench } = setUp(maximum);
        bench.start();
        for (const each of steps) {
          if (each.do === 'add') {
            bench.store.add(each.count);
            bench.cloud.wake();
          } else if (each.do === 'wait') await time.advance(each.ms);
          else if (each.do === 'cut') broker.cut();
          else if (each.do === 'mute') hub.mute = each.on;
          else if (each.do === 'hold') broker.hold(each.on);
          else if (each.do === 'swallow') broker.swallow = ({ topic }) => each.on && topic === EVENTS;
          else if (each.do === 'refuse') broker.refuse = (topic) => (each.on && topic === EVENTS ? 0x97 : null);
          else if (each.do === 'break') bench.store.broken = each.on;
          else if (each.do === 'forget') {
            hub.forgetAfter(Math.floor(hub.upto * each.share));
            hub.acknowledge(hub.upto + 1);
          }
          await time.settle();
        }
        hub.mute = false;
        bench.store.broken = false;
        broker.swallow = () => false;
        broker.refuse = () => null;
        broker.hold(false);
        await time.advance(1_300_000);
        // A hub that lost what it had acknowledged asks again when it next hears of the locker.
        hub.acknowledge(hub.upto + 1);
        await time.advance(10_000);
        const all = Array.from({ length: bench.store.events.length }, (_, at) => at + 1);
        expect([...hub.seqs].sort((a, b) => a - b)).toEqual(all);
        expect(bench.store.acked).toBe(all.length);
        expect(broker.maxInFlight).toBeLessThanOrEqual(Math.min(maximum, 64));
        await bench.cloud.stop();
        expect(time.pending).toBe(0);
      },
    ),
    { numRuns: 100 },
  );
}, 60_000);

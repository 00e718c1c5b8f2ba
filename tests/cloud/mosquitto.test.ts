import { afterEach, expect, test, vi } from 'vitest';
import { MqttLink, type MqttLinkOptions } from '../../src/cloud/mqtt-link.ts';
import type { CloudTiming } from '../../src/cloud/timing.ts';
import { type Mosquitto, type MosquittoOptions, startMosquitto } from '../fakes/mosquitto.ts';
import { Bench, COMMAND, STATUS } from './bench.ts';
import { HubClient } from './hub-client.ts';
import { realTime } from './real-time.ts';

const QUICK: Partial<CloudTiming> = {
  ...{ backoffBaseMs: 50, backoffCapMs: 200, spreadMs: 50, longWaitMs: 200 },
  ...{ firstAckMs: 100, ackTimeoutMs: 1_000 },
};
const ends: (() => Promise<unknown>)[] = [];
const within = { timeout: 4_000, interval: 5 };

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function broker(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const mosquitto = await startMosquitto(options);
  ends.push(() => mosquitto.stop());
  return mosquitto;
}

async function hub(url: string, login = {}): Promise<HubClient> {
  const client = await HubClient.connect(url, 5, login);
  ends.push(() => client.end());
  return client;
}

function locker(url: string, options: Partial<MqttLinkOptions> = {}, timing: Partial<CloudTiming> = QUICK): Bench {
  const link = new MqttLink({ url, protocol: 'MQTT 5', ...options });
  const bench = new Bench(link, realTime, timing);
  ends.push(() => bench.cloud.stop());
  bench.start();
  return bench;
}

const live = (bench: Bench) => vi.waitFor(() => expect(bench.cloud.state().connected).toBe(true), within);
const isOnline = (payload: string) => JSON.parse(payload).online === true;
const isOffline = (payload: string) => JSON.parse(payload).online === false;

test('status is retained, messages come in, the journal drains, and the goodbye is ours', async () => {
  const { url, lines } = await broker();
  const bench = locker(url);
  bench.store.add(1_234);
  await live(bench);
  const late = await hub(url);
  await late.waitFor(STATUS, isOnline);
  expect(late.messages.find(({ topic }) => topic === STATUS)?.retain).toBe(true);
  await late.publish(COMMAND, 'hello');
  await vi.waitFor(() => expect(bench.received).toContainEqual({ topic: COMMAND, text: 'hello' }), within);
  await vi.waitFor(() => expect(bench.store.acked).toBe(1_234), within);
  await bench.cloud.stop();
  await late.waitFor(STATUS, isOffline);
  expect(lines.some((line) => line.includes('Received DISCONNECT from locker-1'))).toBe(true);
});

test('a locker that dies is told of by its will, with the number of that connection', async () => {
  const { url } = await broker();
  const watcher = await hub(url);
  const link = new MqttLink({ url, protocol: 'MQTT 5' });
  const opened = vi.fn();
  const closed = vi.fn();
  const connection = link.connect({
    clientId: 'locker-1',
    will: { topic: STATUS, payload: '{"online":false,"connection":7}' },
    onOpen: opened,
    onMessage: () => {},
    onClosed: closed,
  });
  await vi.waitFor(() => expect(opened).toHaveBeenCalledOnce(), within);
  connection.end();
  expect(JSON.parse(await watcher.waitFor(STATUS))).toEqual({ online: false, connection: 7 });
  await vi.waitFor(() => expect(closed.mock.calls).toEqual([[{ kind: 'ended' }]]), within);
});

test('a message gets its PUBACK only after it was kept: none when keeping it fails', async () => {
  const { url, lines } = await broker();
  const sender = await hub(url);
  const bench = locker(url, {}, { ...QUICK, spreadMs: 60_000 });
  await live(bench);
  const pubacks = () => lines.filter((line) => line.includes('Received PUBACK from locker-1'));
  await sender.publish(COMMAND, 'kept');
  await vi.waitFor(() => expect(pubacks()).toHaveLength(1), within);
  bench.refuseMessages = true;
  await sender.publish(COMMAND, 'not kept');
  await vi.waitFor(() => expect(lines.some((line) => /locker-1.*(clos|disconnect)/i.test(line))).toBe(true), within);
  expect(bench.cloud.state().lastReason).toBe('not-durable: disk full');
  expect(lines.filter((line) => line.includes('Sending PUBLISH to locker-1'))).toHaveLength(2);
  expect(pubacks()).toHaveLength(1);
});

test('wrong credentials (CONNACK 0x87) are tried again slowly and harm nothing; right ones get in', async () => {
  const { url, lines } = await broker({ users: { 'locker-1': 'right' } });
  const wrong = locker(url, { username: 'locker-1', password: 'wrong' });
  await vi.waitFor(() => {
    expect(wrong.lines.filter(({ event }) => event === 'broker-refused').length).toBeGreaterThanOrEqual(3);
  }, within);
  for (const { fields } of wrong.lines) {
    expect(fields).toMatchObject({ reason: 'bad-credentials 0x87' });
    expect(fields.retryInMs).toBeGreaterThanOrEqual(100);
  }
  expect(JSON.stringify(wrong.lines)).not.toContain('wrong');
  await wrong.cloud.stop();
  const right = locker(url, { username: 'locker-1', password: 'right' });
  await live(right);
  expect(lines.filter((line) => line.includes('not authorised')).length).toBeGreaterThanOrEqual(3);
});

test('a broker that dies and comes back gets the rest of the journal, everything once at the hub', async () => {
  const first = await startMosquitto();
  const watcher = await hub(first.url);
  const bench = locker(first.url);
  bench.store.add(2_000);
  await vi.waitFor(() => expect(bench.store.acked).toBeGreaterThan(0), within);
  await first.stop('SIGKILL');
  await vi.waitFor(() => expect(bench.cloud.state().connected).toBe(false), within);
  bench.store.add(3_000);
  bench.cloud.wake();
  await broker({ port: first.port });
  await vi.waitFor(() => expect(bench.store.acked).toBe(5_000), { timeout: 10_000, interval: 5 });
  expect(watcher.upto).toBe(5_000);
  expect(watcher.seqs.size).toBe(5_000);
});

test('nobody listens: unreachable, and it goes on trying', async () => {
  const gone = await startMosquitto();
  await gone.stop();
  const bench = locker(gone.url);
  await vi.waitFor(() => expect(bench.cloud.state().lastReason).toMatch(/^unreachable: .*ECONNREFUSED/), within);
  await broker({ port: gone.port });
  await live(bench);
});

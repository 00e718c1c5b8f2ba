import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Aedes, type AuthenticateError } from 'aedes';
import { afterEach, expect, test, vi } from 'vitest';
import { MqttLink, type MqttLinkOptions } from '../../src/cloud/mqtt-link.ts';
import { Bench, COMMAND, STATUS } from './bench.ts';
import { HubClient } from './hub-client.ts';
import { realTime } from './real-time.ts';

const ends: (() => Promise<unknown>)[] = [];
const within = { timeout: 4_000, interval: 5 };
const timing = {
  ...{ backoffBaseMs: 50, backoffCapMs: 200, spreadMs: 50, longWaitMs: 100 },
  ...{ firstAckMs: 100, ackTimeoutMs: 1_000 },
};

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** The embedded broker of the demo: MQTT 3.1.1. */
async function embedded(password?: string) {
  const aedes = await Aedes.createBroker({
    authenticate: (_client, _user, given, done) => {
      if (password === undefined || given?.toString() === password) done(null, true);
      else done(Object.assign(new Error('no'), { returnCode: 4 }) as AuthenticateError, false);
    },
  });
  const acked: string[] = [];
  aedes.on('ack', (_packet, client) => {
    if (client.id === 'locker-1') acked.push(client.id);
  });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    aedes.handle(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  ends.push(async () => {
    cut();
    server.close();
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
  });
  return { url: `mqtt://127.0.0.1:${port}`, acked, cut };
}

async function hub(url: string): Promise<HubClient> {
  const client = await HubClient.connect(url, 4, { username: 'hub', password: 'right' });
  ends.push(() => client.end());
  return client;
}

function locker(url: string, options: Partial<MqttLinkOptions> = {}): Bench {
  const bench = new Bench(new MqttLink({ url, protocol: 'MQTT 3.1.1', ...options }), realTime, timing);
  ends.push(() => bench.cloud.stop());
  bench.start();
  return bench;
}

const live = (bench: Bench) => vi.waitFor(() => expect(bench.cloud.state().connected).toBe(true), within);
const says = (online: boolean) => (payload: string) => JSON.parse(payload).online === online;

test('MQTT 3.1.1: status, message, drain, cut with a will, and the drain goes on', async () => {
  const { url, cut } = await embedded();
  const bench = locker(url);
  bench.store.add(700);
  await live(bench);
  const first = await hub(url);
  await first.waitFor(STATUS, says(true));
  await first.publish(COMMAND, 'hello');
  await vi.waitFor(() => expect(bench.received).toContainEqual({ topic: COMMAND, text: 'hello' }), within);
  await vi.waitFor(() => expect(bench.store.acked).toBe(700), within);
  cut();
  await vi.waitFor(() => expect(bench.cloud.state().reconnects).toBeGreaterThan(0), within);
  await first.waitFor(STATUS, says(true));
  bench.store.add(300);
  bench.cloud.wake();
  await vi.waitFor(() => expect(bench.store.acked).toBe(1_000), within);
  await bench.cloud.stop();
  await first.waitFor(STATUS, says(false));
});

test('MQTT 3.1.1: no PUBACK for a message that could not be kept', async () => {
  const { url, acked } = await embedded();
  const bench = locker(url);
  await live(bench);
  const sender = await hub(url);
  await sender.publish(COMMAND, 'kept');
  await vi.waitFor(() => expect(acked).toEqual(['locker-1']), within);
  bench.refuseMessages = true;
  await sender.publish(COMMAND, 'not kept');
  await vi.waitFor(() => expect(bench.lastLine('broker-lost')?.fields.reason).toBe('not-durable: disk full'), within);
  expect(acked).toEqual(['locker-1']);
});

test('MQTT 3.1.1: return code 4 is tried again slowly', async () => {
  const { url } = await embedded('right');
  const wrong = locker(url, { username: 'locker-1', password: 'wrong' });
  await vi.waitFor(() => {
    expect(wrong.lines.filter(({ event }) => event === 'broker-refused').length).toBeGreaterThanOrEqual(2);
  }, within);
  expect(wrong.cloud.state().lastReason).toBe('bad-credentials 0x04');
  const right = locker(url, { username: 'locker-1', password: 'right' });
  await live(right);
});

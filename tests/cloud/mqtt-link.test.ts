import { afterEach, expect, test, vi } from 'vitest';
import { describeReason } from '../../src/cloud/close-reason.ts';
import type { CloseReason, Connection, OpenInfo } from '../../src/cloud/link.ts';
import { MqttLink } from '../../src/cloud/mqtt-link.ts';
import { connack, disconnect, ScriptedBroker } from './scripted-broker.ts';

const ends: (() => Promise<unknown>)[] = [];
const within = { timeout: 4_000, interval: 2 };

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

interface Attempted {
  readonly connection: Connection;
  readonly opened: OpenInfo[];
  readonly closed: CloseReason[];
}

async function attempt(protocol: 'MQTT 5' | 'MQTT 3.1.1', ...answer: Buffer[]): Promise<Attempted> {
  const broker = await new ScriptedBroker(...answer).start();
  ends.push(() => broker.stop());
  const opened: OpenInfo[] = [];
  const closed: CloseReason[] = [];
  const connection = new MqttLink({ url: broker.url, protocol, connectTimeoutMs: 100 }).connect({
    clientId: 'locker-1',
    will: { topic: 'status', payload: 'offline' },
    onOpen: (info) => opened.push(info),
    onMessage: () => {},
    onClosed: (reason) => closed.push(reason),
  });
  ends.push(async () => connection.end());
  return { connection, opened, closed };
}

const reason = async ({ closed }: Attempted): Promise<string> => {
  const [first] = await vi.waitFor(() => {
    expect(closed).toHaveLength(1);
    return closed;
  }, within);
  return first === undefined ? '' : describeReason(first);
};

test.each([
  ['MQTT 5', 0x84, 'refused 0x84'],
  ['MQTT 5', 0x86, 'bad-credentials 0x86'],
  ['MQTT 5', 0x87, 'bad-credentials 0x87'],
  ['MQTT 5', 0x88, 'busy 0x88'],
  ['MQTT 5', 0x89, 'busy 0x89'],
  ['MQTT 5', 0x8a, 'refused 0x8a'],
  ['MQTT 5', 0x97, 'busy 0x97'],
  ['MQTT 5', 0x9f, 'busy 0x9f'],
  ['MQTT 3.1.1', 1, 'refused 0x01'],
  ['MQTT 3.1.1', 3, 'busy 0x03'],
  ['MQTT 3.1.1', 4, 'bad-credentials 0x04'],
  ['MQTT 3.1.1', 5, 'bad-credentials 0x05'],
] as const)('%s CONNACK %i is %s, told once', async (protocol, code, said) => {
  const tried = await attempt(protocol, connack(protocol, code));
  expect(await reason(tried)).toBe(said);
  expect(tried.opened).toEqual([]);
});

test('another client with our id (DISCONNECT 0x8E) is told apart from a loss', async () => {
  const tried = await attempt('MQTT 5', connack('MQTT 5', 0), disconnect(0x8e));
  expect(await reason(tried)).toBe('taken-over');
  expect(tried.opened).toHaveLength(1);
});

test('a broker that shuts down says so (DISCONNECT 0x8B)', async () => {
  expect(await reason(await attempt('MQTT 5', connack('MQTT 5', 0), disconnect(0x8b)))).toBe('busy 0x8b');
});

test('no CONNACK in time', async () => {
  expect(await reason(await attempt('MQTT 5'))).toBe('no-answer');
});

test('what is not MQTT ends the attempt', async () => {
  expect(await reason(await attempt('MQTT 5', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')))).toMatch(
    /^unreachable: /,
  );
});

test('garbage after CONNACK ends the connection', async () => {
  const tried = await attempt('MQTT 5', connack('MQTT 5', 0), Buffer.from([0x36, 0x00, 0xff, 0xff]));
  expect(await reason(tried)).toContain('QoS bits');
  await expect(tried.connection.subscribe(['a'])).rejects.toThrow('without a connection');
});

test.each(['MQTT 5', 'MQTT 3.1.1'] as const)(
  '%s: a packet announced with 200 MB is not collected',
  async (protocol) => {
    const tried = await attempt(protocol, connack(protocol, 0), Buffer.from([0x30, 0x80, 0x80, 0x80, 0x64]));
    expect(await reason(tried)).toBe('lost: the broker sent an oversized packet');
  },
);

test('everything handed out settles when the connection ends, and nothing goes out afterwards', async () => {
  const { connection, opened, closed } = await attempt('MQTT 5', connack('MQTT 5', 0));
  await vi.waitFor(() => expect(opened).toHaveLength(1), within);
  const publish = connection.publish('a', 'b', { qos: 1, retain: false });
  const subscribe = connection.subscribe(['a']);
  const settled = Promise.allSettled([publish, subscribe]);
  connection.end();
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(connection.publish('a', 'b', { qos: 1, retain: false })).rejects.toThrow('without a connection');
  await vi.waitFor(() => expect(closed).toEqual([{ kind: 'ended' }]), within);
  await connection.close();
});

test('close with a message that is never acknowledged is ended by end', async () => {
  const { connection, opened, closed } = await attempt('MQTT 5', connack('MQTT 5', 0));
  await vi.waitFor(() => expect(opened).toHaveLength(1), within);
  const publish = connection.publish('a', 'b', { qos: 1, retain: false }).catch(() => 'rejected');
  const close = connection.close();
  connection.end();
  await close;
  expect(await publish).toBe('rejected');
  expect(closed).toEqual([{ kind: 'ended' }]);
});

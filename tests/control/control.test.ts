import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askStatus } from '../../src/control/control-client.ts';
import { ControlServer } from '../../src/control/control-server.ts';
import { MAX_SOCKET_PATH_BYTES, socketPath, spareSocketPath } from '../../src/control/socket-path.ts';
import type { LockerStatus, WaitingStatus } from '../../src/control/status.ts';
import { RawSocket } from '../fakes/raw-socket.ts';
import { RecordingLog } from '../hardware/log.ts';

const CLOCK = { quality: 'trusted', source: 'ntp', battery: 'none', aheadMs: 0, jumps: 0 } as const;
const STATUS: LockerStatus = {
  ...{ lockerId: 'demo-0217', version: '0', pid: 1, fingerprint: 'f', page: 'http://127.0.0.1:8080/' },
  cloud: { url: 'mqtt://127.0.0.1:1883', connected: true },
  health: {
    ...{ at: '2026-11-01T12:00:00.000Z', uptimeS: 1, clock: CLOCK, buses: {}, compartments: [] },
    journal: { depth: 0, oldestAgeS: 0, acked: 0, head: 0 },
    connection: { reconnects: 0, lastReason: null },
    restarts: { starts: 1, crashes: 0, watchdogs: 0, powerLosses: 0, lastEnd: 'first-start' },
    process: { rssBytes: 1, eventLoopDelayP99Ms: 0 },
    disk: {
      ...{ state: 'well', since: '2026-11-01T11:00:00.000Z', error: null },
      ...{ freeBytes: 1, ballastBytes: 1, commitP99Ms: 0 },
    },
  },
};

let directory: string;
let log: RecordingLog;
const running: ControlServer[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'larder-control-'));
  log = new RecordingLog();
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function serve(status: () => LockerStatus = () => STATUS): Promise<ControlServer> {
  const server = new ControlServer({ path: socketPath(directory), log, status });
  await server.start();
  running.push(server);
  return server;
}

test('status comes over the socket, which only its owner and group may use', async () => {
  await serve();
  expect(await askStatus(directory)).toEqual({ ok: true, value: STATUS });
  expect(statSync(socketPath(directory)).mode & 0o777).toBe(0o660);
});

test.each([
  ['noise', '\0\x16\x03\x01 not HTTP at all \r\n\r\n'],
  ['half a request', 'GET /status HT'],
  ['endless headers', `GET /status HTTP/1.1\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`],
  ['nothing', ''],
])('%s on the socket harms nobody', async (_, words) => {
  await serve();
  const stranger = connect(socketPath(directory));
  stranger.on('error', () => {});
  await once(stranger, 'connect');
  const over = new Promise((resolve) => stranger.once('close', resolve));
  stranger.end(words);
  await over;
  expect((await askStatus(directory)).ok).toBe(true);
});

describe('strangers', () => {
  const where = () => ({ path: socketPath(directory) });

  test.each<[string, string, number]>([
    ['an unknown path', 'GET /open-all-doors HTTP/1.1', 404],
    ['a wrong method', 'DELETE /status HTTP/1.1', 404],
    ['a path with a code in it', 'GET /open?code=12345678 HTTP/1.1', 404],
    ['a path that climbs', 'GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1', 404],
  ])('%s is answered in words and told of', async (_, line, status) => {
    await serve();
    const heard = await RawSocket.say(where(), `${line}\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(heard).toContain(`HTTP/1.1 ${status} `);
    expect(heard).toContain('There is nothing here: ask GET /status.');
    expect(log.of('control-refused')).toEqual([expect.objectContaining({ message: 'unknown request' })]);
    expect(JSON.stringify(log.lines)).not.toContain('12345678');
    expect((await askStatus(directory)).ok).toBe(true);
  });

  test('a request that never comes whole is cut off, and one with an endless body', { timeout: 20_000 }, async () => {
    await serve();
    const slow = new RawSocket(where());
    slow.socket.write('GET /status HTTP/1.1\r\nHost: x\r\nX: ');
    const endless = new RawSocket(where());
    endless.socket.write('POST /status HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n');
    const more = setInterval(() => endless.socket.write('x'.repeat(65_536)), 100);
    await Promise.all([slow.closed, endless.closed]);
    clearInterval(more);
    expect((await askStatus(directory)).ok).toBe(true);
  });

  test('four hundred that say nothing do not keep the next question out for long', { timeout: 30_000 }, async () => {
    await serve();
    const silent = Array.from({ length: 400 }, () => new RawSocket(where()));
    await expect.poll(async () => (await askStatus(directory)).ok, { timeout: 15_000 }).toBe(true);
    for (const { socket } of silent) socket.destroy();
  });

  test('whatever bytes come, the daemon answers the next question', async () => {
    await serve();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 4 }), async (pieces) => {
        await RawSocket.say(where(), ...pieces);
        expect((await askStatus(directory)).ok).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

test('a status that cannot be read is an answer, not the end', async () => {
  let broken = true;
  await serve(() => {
    if (broken) throw new Error('the disk is gone');
    return STATUS;
  });
  const asked = await askStatus(directory);
  expect(asked).toMatchObject({ ok: false, failure: expect.stringContaining('the disk is gone') });
  expect(log.of('control-refused')).toHaveLength(1);
  broken = false;
  expect((await askStatus(directory)).ok).toBe(true);
});

test('a second daemon on the same state directory is refused, and the first goes on', async () => {
  await serve();
  const second = new ControlServer({ path: socketPath(directory), log, status: () => STATUS });
  await expect(second.start()).rejects.toThrow('another larder runs on this state directory');
  await second.stop();
  expect((await askStatus(directory)).ok).toBe(true);
});

test('a socket that a killed daemon left is taken over', async () => {
  const child = spawnSync(process.execPath, [
    ...[
      '-e',
      `require('net').createServer().listen(${JSON.stringify(socketPath(directory))}, () => process.kill(process.pid, 'SIGKILL'))`,
    ],
  ]);
  expect(child.signal).toBe('SIGKILL');
  expect(existsSync(socketPath(directory))).toBe(true);
  expect(await askStatus(directory)).toMatchObject({ ok: false, failure: expect.stringContaining('No larder runs') });
  await serve();
  expect((await askStatus(directory)).ok).toBe(true);
});

describe('where the state directory takes no socket', () => {
  const WAITING: WaitingStatus = {
    ...{ lockerId: 'demo-0217', version: '0', pid: 1, page: 'http://127.0.0.1:8080/' },
    waitingForDisk: {
      ...{ state: 'read-only', since: '2026-11-01T11:00:00.000Z', error: 'read-only file system' },
      ...{ freeBytes: 1, ballastBytes: 0 },
    },
  };

  test('the daemon is found in its runtime directory, and says that it waits', async () => {
    const runtime = join(directory, 'run');
    mkdirSync(runtime);
    const server = new ControlServer({ path: spareSocketPath(directory, runtime) ?? '', log, status: () => WAITING });
    await server.start();
    running.push(server);
    expect(await askStatus(directory, runtime)).toEqual({ ok: true, value: WAITING });
    expect(await askStatus(directory, undefined)).toMatchObject({ ok: false });
  });

  test('nobody there either: the answer names the state directory', async () => {
    const asked = await askStatus(directory, join(directory, 'nowhere'));
    expect(asked).toMatchObject({ ok: false, failure: expect.stringContaining(socketPath(directory)) });
  });

  test('systemd names the folder to the service alone; others know it by its rule', () => {
    expect(spareSocketPath('/var/lib/larder', undefined)).toBe('/run/larder/control.sock');
    expect(spareSocketPath('/var/lib/larder', '/run/one:/run/two')).toBe('/run/one/control.sock');
    expect(spareSocketPath('/home/ming/state', undefined)).toBeUndefined();
  });
});

test('a second start of the same server does nothing', async () => {
  const server = await serve();
  await server.start();
  expect(server.isListening).toBe(true);
  expect((await askStatus(directory)).ok).toBe(true);
});

test('stop takes the socket away, and whoever still holds a connection', async () => {
  const server = await serve();
  const guest = connect(socketPath(directory));
  await once(guest, 'connect');
  const gone = once(guest, 'close');
  await server.stop();
  await gone;
  expect(existsSync(socketPath(directory))).toBe(false);
  expect(await askStatus(directory)).toMatchObject({ ok: false, failure: expect.stringContaining('No larder runs') });
});

test('a path that is too long for a socket is said so, before anything is made', async () => {
  const deep = join(directory, 'x'.repeat(MAX_SOCKET_PATH_BYTES));
  const server = new ControlServer({ path: socketPath(deep), log, status: () => STATUS });
  await expect(server.start()).rejects.toThrow(/at most 107 bytes; use a shorter state directory/);
});

test('something else that answers on the socket is not taken for a daemon', async () => {
  const stranger = createServer((socket) => socket.end('hello\n'));
  stranger.listen(socketPath(directory));
  await once(stranger, 'listening');
  expect(await askStatus(directory)).toMatchObject({ ok: false, failure: expect.stringContaining(directory) });
  stranger.close();
});

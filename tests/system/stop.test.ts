/** `systemctl stop`, at any moment: within 5 s, in order, and never in the middle of a frame. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import { BenchScreen } from '../../scripts/bench/bench-screen.ts';
import { pause } from '../../src/commands/demo/steps.ts';
import { SimulatedDoors } from '../../src/simulator/doors.ts';
import { EightABoard } from '../../src/simulator/eight-a.ts';
import { serveTcp, type TcpService } from '../../src/simulator/serve-tcp.ts';
import { realTimers } from '../../src/simulator/timers.ts';
import { startMosquitto } from '../fakes/mosquitto.ts';
import { injectFault } from './inject-fault.ts';
import { LoneDaemon, type LoneOptions } from './lone-daemon.ts';

const LIMIT_MS = 5_000;
const CLEAN = { code: 0, signal: null };

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
}, 30_000);

function daemonWith(options: LoneOptions): LoneDaemon {
  const daemon = new LoneDaemon(options);
  endings.push(() => daemon.remove());
  return daemon;
}

const tcp = (port: number) => ({ kind: 'tcp', host: '127.0.0.1', port });

/** Accepts, and says nothing to anybody. */
async function silentServer(): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endings.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

interface Board {
  readonly service: TcpService;
  /** Every byte that it heard, as hex. */
  heard(): string;
}

async function board(): Promise<Board> {
  const timers = realTimers();
  const doors = new SimulatedDoors({ count: 24, timers });
  const real = new EightABoard({ doors, timers });
  let heard = '';
  const service = await serveTcp({
    connect: (send) => real.connect(send),
    disconnect: () => real.disconnect(),
    receive: (bytes) => {
      heard += Buffer.from(bytes).toString('hex');
      real.receive(bytes);
    },
  });
  endings.push(() => service.close());
  return { service, heard: () => heard };
}

/** It ended by itself, in time, with 0, and its journal says so. */
async function endsInOrder(daemon: LoneDaemon, ...signals: readonly NodeJS.Signals[]): Promise<void> {
  const { tookMs, ...exit } = await daemon.stopped(...(signals.length === 0 ? (['SIGTERM'] as const) : signals));
  expect(exit).toEqual(CLEAN);
  expect(tookMs).toBeLessThan(LIMIT_MS);
  expect(daemon.logged('stop-forced')).toBe(false);
  expect(daemon.journal().at(-1)).toBe('locker.stopping');
}

describe('while a door is being opened', () => {
  test('the frame is on the wire whole or not at all, whenever the signal comes', async () => {
    let unlocks = 0;
    for (const afterMs of [0, 1, 3, 8, 40]) {
      const { service, heard } = await board();
      const daemon = daemonWith({ transport: tcp(service.port) });
      const screen = await BenchScreen.open(await daemon.process.ready);
      await daemon.said('bus-opened');
      await screen.type(daemon.cabinet.code(7).slice(0, 7));
      const typed = screen.type(daemon.cabinet.code(7).slice(7)).catch(() => {});
      if (afterMs > 0) await pause(afterMs);
      const { tookMs, ...exit } = await daemon.stopped('SIGTERM');
      await typed;
      screen.leave();
      expect(exit).toEqual(CLEAN);
      expect(tookMs).toBeLessThan(LIMIT_MS);
      const frames = heard().match(/.{10}/g) ?? [];
      expect(frames.join('')).toBe(heard());
      const unlock = frames.filter((frame) => frame.startsWith('8a'));
      expect(unlock.length).toBeLessThanOrEqual(1);
      for (const frame of unlock) expect(frame).toBe('8a0107119d');
      unlocks += unlock.length;
      const journal = daemon.journal();
      expect(journal.at(-1)).toBe('locker.stopping');
      // Never a pulse without its intent.
      if (unlock.length === 1) expect(journal).toContain('order.opened');
    }
    expect(unlocks).toBeGreaterThan(0);
  }, 60_000);

  test('and more signals come: they change nothing', async () => {
    const { service } = await board();
    const daemon = daemonWith({ transport: tcp(service.port) });
    const screen = await BenchScreen.open(await daemon.process.ready);
    await daemon.said('bus-opened');
    await screen.type(daemon.cabinet.code(3));
    screen.leave();
    await endsInOrder(daemon, 'SIGTERM', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGTERM');
  }, 30_000);
});

describe('while somebody hangs', () => {
  test('a silent board, in the middle of a poll', async () => {
    const daemon = daemonWith({ transport: tcp(await silentServer()) });
    await daemon.process.ready;
    await endsInOrder(daemon);
  }, 30_000);

  test('a broker that takes the connection and says nothing', async () => {
    const brokerUrl = `mqtt://127.0.0.1:${await silentServer()}`;
    const daemon = daemonWith({ transport: tcp(await silentServer()), brokerUrl });
    await daemon.process.ready;
    await pause(300);
    await endsInOrder(daemon);
  }, 30_000);

  test('a broker that was there, and froze', async () => {
    const broker = await startMosquitto();
    endings.push(() => broker.stop('SIGKILL'));
    const daemon = daemonWith({ transport: tcp(await silentServer()), brokerUrl: broker.url });
    await daemon.said('broker-connected');
    process.kill(broker.pid, 'SIGSTOP');
    await endsInOrder(daemon);
  }, 30_000);

  test('a browser that does not read, one that never ends its request, and one that says nothing', async () => {
    const daemon = daemonWith({ transport: tcp(await silentServer()) });
    const url = new URL(await daemon.process.ready);
    const sockets = Array.from({ length: 3 }, () => connect(Number(url.port), '127.0.0.1').on('error', () => {}));
    endings.push(() => {
      for (const socket of sockets) socket.destroy();
    });
    const [stream, slow] = sockets;
    stream?.write(`GET /stream HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
    stream?.pause();
    slow?.write(`POST /input HTTP/1.1\r\nHost: ${url.host}\r\nContent-Length: 100\r\n\r\n{`);
    await pause(200);
    await endsInOrder(daemon);
  }, 30_000);

  test('somebody who holds the database: it ends in time, and cannot write that it did', async () => {
    const daemon = daemonWith({ transport: tcp(await silentServer()) });
    await daemon.process.ready;
    const db = new DatabaseSync(join(daemon.cabinet.stateDirectory, 'larder.db'), { timeout: 5_000 });
    endings.push(() => db.close());
    db.exec('BEGIN IMMEDIATE');
    const { tookMs, ...exit } = await daemon.stopped('SIGTERM');
    expect(exit).toEqual(CLEAN);
    expect(tookMs).toBeLessThan(LIMIT_MS);
    expect(daemon.lines.filter(({ event }) => event === 'store-failed').map(({ doing }) => doing)).toContain(
      'locker.stopping',
    );
    db.exec('ROLLBACK');
    expect(daemon.journal()).not.toContain('locker.stopping');
  }, 30_000);

  test('a disk that takes no byte any more', async () => {
    const daemon = daemonWith({ transport: tcp(await silentServer()) });
    await daemon.process.ready;
    const walFile = join(daemon.cabinet.stateDirectory, 'larder.db-wal');
    const fault = await injectFault(daemon.process.pid, walFile, 'pwrite64:error=ENOSPC');
    endings.push(() => fault.end());
    const { tookMs, ...exit } = await daemon.stopped('SIGTERM');
    expect(exit).toEqual(CLEAN);
    expect(tookMs).toBeLessThan(LIMIT_MS);
    expect(fault.seen()).toContain('ENOSPC');
    expect(daemon.journal()).not.toContain('locker.stopping');
  }, 30_000);
});

describe('while it starts', () => {
  test.each([5, 60, 120, 180, 240, 300, 400, 600])(
    '%d ms after its birth',
    async (afterMs) => {
      const daemon = daemonWith({ transport: tcp(await silentServer()) });
      await pause(afterMs);
      const { tookMs, ...exit } = await daemon.stopped('SIGTERM');
      expect(tookMs).toBeLessThan(LIMIT_MS);
      // Before its first line runs nothing is begun that could be ended in order.
      if (daemon.lines.length > 0) {
        expect(exit).toEqual(CLEAN);
        expect(daemon.journal().at(-1)).toBe('locker.stopping');
      } else expect([CLEAN, { code: null, signal: 'SIGTERM' }]).toContainEqual(exit);
    },
    30_000,
  );
});

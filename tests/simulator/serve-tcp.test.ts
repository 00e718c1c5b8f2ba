import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { SimulatedDoors } from '../../src/simulator/doors.ts';
import { EightABoard } from '../../src/simulator/eight-a.ts';
import { serveTcp } from '../../src/simulator/serve-tcp.ts';
import { realTimers } from '../../src/simulator/timers.ts';
import { bytesOf, hex } from './host.ts';

async function served() {
  const timers = realTimers();
  const board = new EightABoard({ doors: new SimulatedDoors({ count: 8, timers }), timers });
  const service = await serveTcp(board);
  onTestFinished(() => service.close());
  return service;
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

async function readAll(socket: Socket): Promise<string> {
  socket.write(bytesOf('80 01 00 33 B2'));
  const [chunk] = await once(socket, 'data');
  return hex(chunk);
}

test('a board answers over TCP, to everybody on the line', async () => {
  const { port } = await served();
  const host = await open(port);
  const listener = await open(port);
  const overheard = once(listener, 'data');
  expect(await readAll(host)).toBe('80 01 00 33 B2');
  expect(hex((await overheard)[0])).toBe('80 01 00 33 B2');
});

test('a cut drops connections and refuses new ones until restored', async () => {
  const service = await served();
  const host = await open(service.port);
  const dropped = once(host, 'close');
  await service.cut();
  await dropped;
  await expect(open(service.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await service.restore();
  expect(await readAll(await open(service.port))).toBe('80 01 00 33 B2');
});

test('a taken port is an error', async () => {
  const { port } = await served();
  const timers = realTimers();
  const board = new EightABoard({ doors: new SimulatedDoors({ count: 8, timers }), timers });
  await expect(serveTcp(board, port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

/** Hundreds at the page's port and the control socket, and a guesser with the plug in hand, while residents come for dinner. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { askStatus } from '../../src/control/control-client.ts';
import { socketPath } from '../../src/control/socket-path.ts';
import { RawSocket } from '../fakes/raw-socket.ts';
import { CabinetUnderTest, type PlacedOrder } from './cabinet-under-test.ts';
import type { WrittenEvent } from './journal-on-disk.ts';
import { linesOf } from './log-file.ts';
import { TcpBoard } from './tcp-board.ts';

let board: TcpBoard;
let cabinet: CabinetUnderTest;
let url: string;
let pid: number;

beforeAll(async () => {
  board = await TcpBoard.start();
  board.hands.start();
  cabinet = await CabinetUnderTest.build({ transport: board.transport });
  url = await cabinet.startDaemon();
  pid = cabinet.daemon.pid;
}, 60_000);

afterAll(async () => {
  await cabinet?.demolish();
  await board?.stop();
}, 30_000);

const crowd: RawSocket[] = [];
afterEach(() => {
  for (const { socket } of crowd.splice(0)) socket.destroy();
});

async function collect({ code, door }: PlacedOrder & { readonly door: number }): Promise<void> {
  const before = board.pulses.length;
  await cabinet.visitor.type(code);
  await cabinet.visitor.see('thanks', ({ compartment }) => compartment === door, 15_000);
  expect(board.pulses.slice(before)).toEqual([door]);
  await cabinet.visitor.do({ kind: 'back' });
}

test('a crowd at the control socket and the page: a pickup goes on, and the next status is answered', async () => {
  const orders = await cabinet.stock(['ambient', 'ambient']);
  const page = { port: Number(new URL(url).port), host: '127.0.0.1' };
  const control = { path: socketPath(cabinet.stateDirectory) };
  for (let at = 0; at < 300; at++) {
    const silent = [new RawSocket(control), new RawSocket(page)];
    crowd.push(...silent);
    if (at % 3 === 0) for (const { socket } of silent) socket.write(`\0garbage ${at}\r\n\r\n`);
    if (at % 3 === 1) for (const { socket } of silent) socket.write('GET /status HTTP/1.1\r\nX: ');
  }
  // The page of the screen keeps its connections; who opens new ones may have to wait until the silent are cut off.
  await expect
    .poll(
      () =>
        cabinet.visitor
          .do({ kind: 'touch' })
          .then(() => true)
          .catch(() => false),
      { timeout: 20_000 },
    )
    .toBe(true);
  for (const order of orders) await collect(order);
  await expect.poll(async () => (await askStatus(cabinet.stateDirectory)).ok, { timeout: 20_000 }).toBe(true);
  expect(cabinet.daemon.pid).toBe(pid);
  const told = linesOf(cabinet.logFile).filter(({ event }) => event === 'http-refused' || event === 'control-refused');
  expect(told.length).toBeGreaterThan(5);
  expect(told.length).toBeLessThan(2 * 21 * 2);
}, 90_000);

test('SIGKILL in the middle of guesses, again and again: no more than five tries and one a minute are compared', async () => {
  const [order] = await cabinet.stock(['ambient']);
  if (!order) throw new Error('nothing was loaded');
  const pulses = board.pulses.length;
  const begunMs = performance.now();
  const wrong = cabinet.wrongCode([order]);
  const answer = (): string => cabinet.visitor.view.name;
  for (let death = 0; death < 6; death++) {
    for (let guess = 0; guess < 2 && answer() !== 'wait'; guess++) {
      await cabinet.visitor.type(wrong);
      await expect.poll(answer, { timeout: 8_000 }).toMatch(/^(wrong-code|wait)$/);
    }
    // The last digit is on its way when the plug is pulled.
    if (answer() !== 'wait') {
      await cabinet.visitor.type(wrong.slice(0, 7));
      void cabinet.visitor.type(wrong.slice(7)).catch(() => {});
    }
    await cabinet.killDaemon();
    await cabinet.startDaemon();
  }
  const minutes = (performance.now() - begunMs) / 60_000;
  const isGuess = ({ type, data }: WrittenEvent): boolean => type === 'code.refused' && data.reason === 'unknown';
  const compared = cabinet.disk.events().filter(isGuess).length;
  expect(compared).toBeGreaterThanOrEqual(3);
  expect(compared).toBeLessThanOrEqual(5 + Math.ceil(minutes));
  expect(board.pulses.length).toBe(pulses);
  expect(cabinet.disk.faults()).toEqual([]);
}, 120_000);

/** The real daemon on a disk that is really full, or read-only: never a restart, never a pulse that is not recorded. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../../src/commands/demo/steps.ts';
import type { Health } from '../../src/contract/messages.ts';
import { askStatus } from '../../src/control/control-client.ts';
import { BALLAST, Ballast } from '../../src/store/ballast.ts';
import { SmallDisk } from '../fakes/small-disk.ts';
import { CabinetUnderTest } from './cabinet-under-test.ts';
import { LarderCommand } from './larder-command.ts';
import { TcpBoard } from './tcp-board.ts';

type Loaded = Awaited<ReturnType<CabinetUnderTest['stock']>>[number];
const isCannotRecord = ({ reason }: { reason: string }): boolean => reason === 'cannot-record';

let disk: SmallDisk;
let board: TcpBoard;
let cabinet: CabinetUnderTest;
let runtime: string;
const orders: Loaded[] = [];
const healths: Health[] = [];

beforeAll(async () => {
  disk = new SmallDisk(96);
  const stateDirectory = join(disk.directory, 'state');
  mkdirSync(stateDirectory);
  const ballast = new Ballast(stateDirectory);
  while (ballast.missingBytes > 0) await ballast.lay((count) => new Uint8Array(count).fill(7));
  board = await TcpBoard.start();
  cabinet = await CabinetUnderTest.build({ transport: board.transport, stateDirectory });
  cabinet.hub.watch((notice) => {
    if (notice.kind === 'health') healths.push(notice.health);
  });
  runtime = join(cabinet.folder, 'run');
  mkdirSync(runtime);
  process.env.RUNTIME_DIRECTORY = runtime;
  await cabinet.startDaemon();
  board.hands.start();
  orders.push(...(await cabinet.stock(['chilled', 'ambient', 'ambient', 'ambient', 'ambient', 'ambient'])));
}, 60_000);

afterAll(async () => {
  delete process.env.RUNTIME_DIRECTORY;
  disk?.readOnly(false);
  disk?.free();
  await cabinet?.demolish();
  await board?.stop();
  disk?.remove();
}, 30_000);

afterEach(async () => expect(await cabinet.problems()).toEqual([]), 30_000);

function nextOrder(): Loaded {
  const order = orders.shift();
  if (!order) throw new Error('there are not enough orders');
  return order;
}

async function collects({ code, door, orderId }: Loaded): Promise<void> {
  const before = board.pulses.length;
  await cabinet.visitor.type(code);
  await cabinet.visitor.see('thanks', ({ compartment }) => compartment === door);
  await cabinet.visitor.do({ kind: 'back' });
  expect(board.pulses.slice(before)).toEqual([door]);
  expect(cabinet.disk.orderState(orderId)).toBe('collected');
}

async function isRefused({ code }: Loaded): Promise<void> {
  const before = board.pulses.length;
  await cabinet.visitor.type(code);
  await cabinet.visitor.see('service', isCannotRecord);
  expect(board.pulses).toHaveLength(before);
}

const status = async () => {
  const asked = await askStatus(cabinet.stateDirectory, runtime);
  if (!asked.ok) throw new Error(asked.failure);
  return asked.value;
};

const said = (state: Health['disk']['state']): boolean => healths.at(-1)?.disk.state === state;

test('full: the ballast is given back and pickups go on; full again: it refuses and says so; room: it goes on', async () => {
  const { pid } = cabinet.daemon;
  await cabinet.statusWhen('a whole ballast', ({ health }) => health.disk.ballastBytes === BALLAST.bytes);

  disk.fill();
  await collects(nextOrder());
  await until(() => said('low'), 'health to say that the disk is low');
  expect(cabinet.disk.tells('storage.ballast-released')).toBeGreaterThan(0);
  await until(() => cabinet.ledger.length === cabinet.disk.state().head, 'the hub to hear of it');

  // Somebody who looks for room finds the ballast, and fills that too.
  rmSync(join(cabinet.stateDirectory, 'ballast'));
  disk.fill();
  const order = nextOrder();
  await isRefused(order);
  await until(() => said('full'), 'health to say that the disk is full');
  const { out } = await new LarderCommand(['status', '--state', cabinet.stateDirectory]).ended;
  expect(out).toMatch(/^disk +FULL: NO DOOR OPENS.*SQLite 13/m);
  expect(out).toMatch(/^ +Make room on it/m);

  disk.free();
  await cabinet.visitor.see('attract', () => true, 15_000);
  await collects(order);
  await until(() => said('well'), 'health to say that the disk is well', 40_000);
  expect(cabinet.disk.tells('storage.ballast-restored')).toBe(1);
  const now = await status();
  expect(now).toMatchObject({ pid, health: { disk: { state: 'well', ballastBytes: BALLAST.bytes } } });
}, 90_000);

test('started on a read-only disk: the page and the status say so, and it comes to life by itself', async () => {
  await cabinet.allAcknowledged();
  expect((await cabinet.daemon.stop()).code).toBe(0);
  cabinet.disk.close();
  disk.readOnly(true);
  await cabinet.startOnSickDisk();
  await cabinet.visitor.see('service', isCannotRecord);
  await cabinet.visitor.do({ kind: 'help' });
  await cabinet.visitor.see('help');
  await cabinet.visitor.do({ kind: 'back' });
  const order = nextOrder();
  await isRefused(order);
  expect(await status()).toMatchObject({ pid: cabinet.daemon.pid, waitingForDisk: { state: 'read-only' } });

  disk.readOnly(false);
  await cabinet.visitor.see('attract', () => true, 15_000);
  await cabinet.doorsRead();
  await collects(order);
  expect(await status()).toMatchObject({ pid: cabinet.daemon.pid, health: { disk: { error: null } } });
}, 60_000);

test('killed and started on a full disk without ballast: it waits, ends when told, and goes on when there is room', async () => {
  await cabinet.allAcknowledged();
  await cabinet.killDaemon();
  cabinet.disk.close();
  rmSync(join(cabinet.stateDirectory, 'ballast'));
  rmSync(join(cabinet.stateDirectory, 'larder.db-shm'));
  disk.fill();
  await cabinet.startOnSickDisk();
  await cabinet.visitor.see('service', isCannotRecord);
  const text = await new LarderCommand(['status', '--state', cabinet.stateDirectory], { runtime }).ended;
  expect(text.out).toMatch(/WAITS FOR ITS DISK[\s\S]*^disk +FULL: NO DOOR OPENS/m);
  expect(await cabinet.daemon.stop()).toEqual({ code: 0, signal: null });

  await cabinet.startOnSickDisk();
  await cabinet.visitor.see('service', isCannotRecord);
  disk.free();
  await cabinet.visitor.see('attract', () => true, 15_000);
  await cabinet.doorsRead();
  await collects(nextOrder());
}, 60_000);

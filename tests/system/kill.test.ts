/** SIGKILL of the real daemon at the worst moments of an opening. Power loss is another thing: see the simulation. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../../src/commands/demo/steps.ts';
import { CabinetUnderTest } from './cabinet-under-test.ts';
import { TcpBoard } from './tcp-board.ts';

type Loaded = Awaited<ReturnType<CabinetUnderTest['stock']>>[number];

let board: TcpBoard;
let cabinet: CabinetUnderTest;
const orders: Loaded[] = [];
let pulsesBefore = 0;

beforeAll(async () => {
  board = await TcpBoard.start();
  cabinet = await CabinetUnderTest.build({ transport: board.transport });
  await cabinet.startDaemon();
  board.hands.start();
  orders.push(...(await cabinet.stock(['chilled', 'ambient', 'ambient', 'ambient', 'ambient'])));
  board.hands.stop();
}, 60_000);

afterAll(async () => {
  await cabinet?.demolish();
  await board?.stop();
}, 30_000);

beforeEach(() => {
  pulsesBefore = board.pulses.length;
});

afterEach(async () => expect(await cabinet.problems()).toEqual([]), 30_000);

function nextOrder(): Loaded {
  const order = orders.shift();
  if (!order) throw new Error('there are not enough orders');
  return order;
}

const pulsesSince = (): readonly number[] => board.pulses.slice(pulsesBefore);

/** Types the code and kills the daemon within the very turn in which the lock got its pulse. */
async function killAtPulse({ code }: Loaded): Promise<void> {
  const stopWatching = board.doors.onPulse(() => cabinet.daemon.signal('SIGKILL'));
  await cabinet.visitor.type(code).catch(() => {});
  await cabinet.daemon.ended;
  stopWatching();
  await cabinet.killDaemon();
}

async function openAndLeaveOpen({ code, door }: Loaded): Promise<void> {
  await cabinet.visitor.type(code);
  await cabinet.visitor.see('open', (view) => view.compartment === door);
}

async function expectRefused(code: string): Promise<void> {
  await cabinet.visitor.type(code);
  await cabinet.visitor.see('refused', ({ reason }) => reason === 'already-collected');
  await cabinet.visitor.do({ kind: 'back' });
}

test('after the pulse, the door still closed: uncertain, still stored, and the same code works once', async () => {
  const order = nextOrder();
  board.doors.jam(order.door);
  await killAtPulse(order);
  expect(cabinet.disk.openingState(order.door)).toBe('opening');

  await cabinet.startDaemon();
  await until(() => cabinet.disk.tells('order.uncertain', order.orderId) === 1, 'order.uncertain', 15_000);
  expect(pulsesSince()).toEqual([order.door]);
  expect(board.doors.state(order.door)).toBe('closed');
  expect(cabinet.disk.orderState(order.orderId)).toBe('stored');

  board.doors.free(order.door);
  board.hands.start();
  await cabinet.visitor.type(order.code);
  await cabinet.visitor.see('thanks', ({ compartment }) => compartment === order.door);
  board.hands.stop();
  expect(cabinet.disk.orderState(order.orderId)).toBe('collected');
  await expectRefused(order.code);
  expect(pulsesSince()).toEqual([order.door, order.door]);
}, 40_000);

test('after the pulse, and the door opens while nobody runs: found open, collected when it closes', async () => {
  const order = nextOrder();
  await killAtPulse(order);
  await until(() => board.doors.state(order.door) === 'open', 'the door to swing open');
  expect(cabinet.disk.openingState(order.door)).toBe('opening');

  await cabinet.startDaemon();
  await until(() => cabinet.disk.openingState(order.door) === 'open', 'the opening to be found open', 15_000);
  expect(cabinet.disk.orderState(order.orderId)).toBe('stored');
  board.doors.close(order.door);
  await until(() => cabinet.disk.orderState(order.orderId) === 'collected', 'the order to be collected');
  expect(cabinet.disk.tells('order.collected', order.orderId)).toBe(1);
  expect(cabinet.disk.tells('order.uncertain', order.orderId)).toBe(0);
  expect(pulsesSince()).toEqual([order.door]);
}, 40_000);

test('with the door open: still stored after the start, collected when it closes', async () => {
  const order = nextOrder();
  await openAndLeaveOpen(order);
  await cabinet.killDaemon();
  expect(cabinet.disk.openingState(order.door)).toBe('open');

  await cabinet.startDaemon();
  expect(cabinet.disk.orderState(order.orderId)).toBe('stored');
  expect(cabinet.disk.openingState(order.door)).toBe('open');
  board.doors.close(order.door);
  await until(() => cabinet.disk.orderState(order.orderId) === 'collected', 'the order to be collected');
  await expectRefused(order.code);
  expect(cabinet.disk.tells('order.collected', order.orderId)).toBe(1);
  expect(pulsesSince()).toEqual([order.door]);
}, 40_000);

test('at the moment the door closes: collected after the start, once', async () => {
  const order = nextOrder();
  await openAndLeaveOpen(order);
  const stopWatching = board.doors.onDoor(() => cabinet.daemon.signal('SIGKILL'));
  board.doors.close(order.door);
  stopWatching();
  await cabinet.killDaemon();
  expect(cabinet.disk.orderState(order.orderId)).toBe('stored');

  await cabinet.startDaemon();
  await until(() => cabinet.disk.orderState(order.orderId) === 'collected', 'the order to be collected', 15_000);
  expect(cabinet.disk.tells('order.collected', order.orderId)).toBe(1);
  expect(pulsesSince()).toEqual([order.door]);
}, 40_000);

test('as soon as the order is collected: it stays so, and the code opens nothing more', async () => {
  const order = nextOrder();
  await openAndLeaveOpen(order);
  board.doors.close(order.door);
  await until(() => cabinet.disk.tells('order.collected', order.orderId) === 1, 'order.collected');
  await cabinet.killDaemon();

  await cabinet.startDaemon();
  await expectRefused(order.code);
  expect(cabinet.disk.orderState(order.orderId)).toBe('collected');
  expect(cabinet.disk.tells('order.collected', order.orderId)).toBe(1);
  expect(pulsesSince()).toEqual([order.door]);
}, 40_000);

test('while a stocker has not said whether the space was empty: the order waits to be loaded again', async () => {
  const order = cabinet.placeOrder('ambient');
  await cabinet.documentsInForce([order]);
  await cabinet.signIn();
  await cabinet.visitor.see('staff-orders', ({ orders: listed }) => listed.length === 1);
  await cabinet.visitor.do({ kind: 'load-order', orderId: order.orderId });
  const { compartment } = await cabinet.visitor.see('loading', ({ door, askEmpty }) => door === 'open' && askEmpty);
  await cabinet.killDaemon();

  await cabinet.startDaemon();
  board.doors.close(compartment);
  await until(() => cabinet.disk.openingState(compartment) === 'closed', 'the door to be found closed', 15_000);
  expect(cabinet.disk.orderState(order.orderId)).toBe('assigned');
  await cabinet.signIn();
  await cabinet.visitor.see('staff-orders', ({ orders: listed }) => listed.length === 1);
  await cabinet.visitor.do({ kind: 'back' });
  expect(pulsesSince()).toEqual([compartment]);
}, 40_000);

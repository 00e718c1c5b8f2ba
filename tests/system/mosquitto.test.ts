/** The real daemon and the real hub at a real mosquitto, MQTT 5: what the contract promises (04), and what it refuses. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../../src/commands/demo/steps.ts';
import type { Status } from '../../src/contract/messages.ts';
import { buildTopic } from '../../src/contract/topics.ts';
import { type Mosquitto, startMosquitto } from '../fakes/mosquitto.ts';
import { Bystander, retained } from './bystander.ts';
import { LOCKER_ID } from './cabinet-file.ts';
import { CabinetUnderTest, expectOk } from './cabinet-under-test.ts';
import { FORGED_CODE, FORGED_ORDER, openCommand, ordersDocument, Pens } from './forgery.ts';
import { TcpBoard } from './tcp-board.ts';

const STATUS = buildTopic({ kind: 'status', lockerId: LOCKER_ID });
const COMMAND = buildTopic({ kind: 'command', lockerId: LOCKER_ID });
const ORDERS = buildTopic({ kind: 'desired', lockerId: LOCKER_ID, document: 'orders', part: 1 });

let broker: Mosquitto;
let board: TcpBoard;
let cabinet: CabinetUnderTest;

beforeAll(async () => {
  broker = await startMosquitto();
  board = await TcpBoard.start();
  board.hands.start();
  cabinet = await CabinetUnderTest.build({ transport: board.transport, broker: { url: broker.url, protocol: 5 } });
  await cabinet.startDaemon();
}, 60_000);

afterAll(async () => {
  await cabinet?.demolish();
  await board?.stop();
  await broker?.stop('SIGKILL');
}, 30_000);

afterEach(async () => {
  await cabinet.allAcknowledged();
  expect(cabinet.ledger.problems).toEqual([]);
  expect(cabinet.disk.faults()).toEqual([]);
}, 30_000);

async function collect({ code, door }: { readonly code: string; readonly door: number }): Promise<void> {
  const before = board.pulses.length;
  await cabinet.visitor.type(code);
  await cabinet.visitor.see('thanks', ({ compartment }) => compartment === door);
  expect(board.pulses.slice(before)).toEqual([door]);
  await cabinet.visitor.do({ kind: 'back' });
}

/** The daemon's log tells of a refused message of that topic. */
async function refusedInLog(topic: string, reason: string): Promise<void> {
  const isMeant = (line: string): boolean =>
    line.includes('"message-refused"') && line.includes(`"${topic}"`) && line.includes(reason);
  const found = (): boolean => readFileSync(cabinet.logFile, 'utf8').split('\n').some(isMeant);
  await until(found, `${topic} refused for "${reason}"`);
}

/** Refusals become events at most once in 10 s: says it again until one did. */
async function refusedInJournal(reason: string, say: () => Promise<void>): Promise<void> {
  const told = (): boolean =>
    cabinet.disk.events().some(({ type, data }) => type === 'message.refused' && data.reason === reason);
  const endMs = performance.now() + 20_000;
  while (!told() && performance.now() < endMs) {
    await say();
    // Seldom enough that the log does not begin to count instead of telling.
    await until(told, 'the event', 2_000).catch(() => {});
  }
  expect(told(), `an event of the refusal "${reason}"`).toBe(true);
}

test('ordered, loaded, collected: every event acknowledged, by MQTT 5', async () => {
  const [order] = await cabinet.stock(['chilled']);
  if (!order) throw new Error('nothing was loaded');
  await collect(order);
  await cabinet.allAcknowledged();
  for (const type of ['order.assigned', 'order.stored', 'order.opened', 'order.collected'] as const) {
    expect(cabinet.ledger.count(type, order.orderId), type).toBe(1);
  }
  expect(broker.lines.some((line) => line.includes(` as ${LOCKER_ID} (p5,`))).toBe(true);
}, 40_000);

test('what happens while mosquitto is dead reaches the hub later, in order, once', async () => {
  const orders = await cabinet.stock(['ambient', 'ambient']);
  await cabinet.allAcknowledged();
  const before = cabinet.ledger.length;
  await broker.stop('SIGKILL');
  await until(() => !cabinet.hub.connected, 'the hub to notice');
  await cabinet.statusWhen('the daemon to notice', ({ cloud }) => !cloud.connected);
  for (const order of orders) await collect(order);
  expect(cabinet.ledger.length).toBe(before);
  expect(cabinet.disk.state().head).toBeGreaterThan(before);

  broker = await startMosquitto({ port: broker.port });
  await cabinet.allAcknowledged();
  const places = orders.map(({ orderId }) => cabinet.ledger.indexOf('order.collected', orderId));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  for (const { orderId } of orders) expect(cabinet.ledger.count('order.collected', orderId)).toBe(1);
}, 45_000);

test('the broker keeps the status: online, then offline by the will of the same connection, then a new one', async () => {
  const online = await retained<Status>(broker.url, STATUS, (status) => status.online);
  await cabinet.killDaemon();
  const offline = await retained<Status>(broker.url, STATUS, (status) => !status.online);
  expect(offline.connection).toBe(online.connection);
  await cabinet.startDaemon();
  const again = await retained<Status>(broker.url, STATUS, (status) => status.online);
  expect(again.connection).toBeGreaterThan(online.connection);
}, 40_000);

test('a command of the hub opens a door and its result comes back; the same message again opens nothing', async () => {
  const bystander = await Bystander.arrive(broker.url);
  await cabinet.statusWhen('the connection', ({ cloud }) => cloud.connected);
  await until(() => cabinet.hub.summary(LOCKER_ID)?.session === true, 'the hub to hear of it');
  const before = board.pulses.length;
  const request = { purpose: { kind: 'inspect' }, reason: 'test', generation: 0 } as const;
  const result = expectOk(await cabinet.hub.open(LOCKER_ID, 12, request));
  expect(result).toMatchObject({ type: 'command.done', data: { result: { compartment: 12, door: 'open' } } });
  expect(board.pulses.slice(before)).toEqual([12]);

  await until(() => board.doors.state(12) === 'closed', 'the door to be closed');
  const sent = bystander.heard.find(({ topic }) => topic === COMMAND);
  await bystander.say(COMMAND, sent?.text ?? '');
  await refusedInLog(COMMAND, 'repeated');
  await bystander.leave();
  expect(board.pulses.slice(before)).toEqual([12]);
}, 40_000);

test('who owns the broker opens nothing: forged, unsigned, strange and old messages are refused and reported', async () => {
  const pens = await Pens.find(cabinet.hubDirectory);
  const bystander = await Bystander.arrive(broker.url);
  const pulses = board.pulses.length;
  const revision = cabinet.disk.revision('orders');
  expect(revision).toBeGreaterThan(1);
  const rejected = (reason: RegExp): boolean =>
    cabinet.disk.events().some(({ type, data }) => type === 'desired.rejected' && reason.test(String(data.reason)));

  const stranger = await pens.genuine('orders', ordersDocument(revision + 1, 'another-0002'));
  await bystander.say(ORDERS, stranger);
  await until(() => rejected(/^addressed to another-0002/), 'the document of another locker to be refused');

  await bystander.say(ORDERS, await pens.genuine('orders', ordersDocument(revision - 1)));
  await until(() => rejected(/is older than/), 'the lower revision to be refused');

  const forged = await pens.forged('orders', ordersDocument(revision + 1));
  await refusedInJournal('bad-signature', () => bystander.say(ORDERS, forged));

  const { session = '' } = await retained<Status>(broker.url, STATUS, (status) => status.online);
  await bystander.say(COMMAND, await pens.forged('command', openCommand(session)));
  await refusedInLog(COMMAND, 'bad-signature');

  const unsigned = JSON.stringify(ordersDocument(revision + 1));
  await refusedInJournal('not-a-jws', () => bystander.say(ORDERS, unsigned));

  await cabinet.visitor.type(FORGED_CODE);
  await cabinet.visitor.see('wrong-code');
  expect(cabinet.disk.orderState(FORGED_ORDER)).toBeUndefined();
  expect(cabinet.disk.revision('orders')).toBe(revision);
  expect(board.pulses.length).toBe(pulses);

  // The same command by the hub's own key: nothing but the signature was wrong with it.
  await bystander.say(COMMAND, await pens.genuine('command', openCommand(session)));
  await until(() => board.pulses.length > pulses, 'the genuine command to open');
  await until(() => cabinet.disk.tells('command.done') === 2, 'its result');
  await bystander.leave();
}, 50_000);

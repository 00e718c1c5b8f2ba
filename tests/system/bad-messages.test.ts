/** Everything that the owner of a real mosquitto can say to a real daemon but what the hub has signed for it and now. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../src/commands/demo/steps.ts';
import type { Status } from '../../src/contract/messages.ts';
import { buildTopic } from '../../src/contract/topics.ts';
import { type Mosquitto, startMosquitto } from '../fakes/mosquitto.ts';
import { base64url } from '../trust/forge.ts';
import { Bystander, retained } from './bystander.ts';
import { LOCKER_ID } from './cabinet-file.ts';
import { CabinetUnderTest } from './cabinet-under-test.ts';
import { FORGED_CODE, FORGED_ORDER, openCommand, ordersDocument, Pens } from './forgery.ts';
import { linesOf } from './log-file.ts';
import { TcpBoard } from './tcp-board.ts';

const topic = (kind: 'status' | 'command' | 'ack'): string => buildTopic({ kind, lockerId: LOCKER_ID });
const ORDERS = buildTopic({ kind: 'desired', lockerId: LOCKER_ID, document: 'orders', part: 1 });

let broker: Mosquitto;
let board: TcpBoard;
let cabinet: CabinetUnderTest;
let bystander: Bystander;
let pens: Pens;
let session: string;

beforeAll(async () => {
  broker = await startMosquitto();
  board = await TcpBoard.start();
  board.hands.start();
  cabinet = await CabinetUnderTest.build({ transport: board.transport, broker: { url: broker.url, protocol: 5 } });
  await cabinet.startDaemon();
  await cabinet.documentsInForce([cabinet.placeOrder()]);
  await cabinet.allAcknowledged();
  bystander = await Bystander.arrive(broker.url);
  pens = await Pens.find(cabinet.hubDirectory);
  session = (await retained<Status>(broker.url, topic('status'), (status) => status.online)).session ?? '';
}, 60_000);

afterAll(async () => {
  await bystander?.leave();
  await cabinet?.demolish();
  await board?.stop();
  await broker?.stop('SIGKILL');
}, 30_000);

const refusals = () => linesOf(cabinet.logFile).filter(({ event }) => event === 'message-refused');

/** Says it, and waits until the log has one refusal more: that one. */
async function refused(where: string, message: string | Buffer, reason: string): Promise<void> {
  const before = refusals().length;
  await bystander.say(where, message);
  await until(() => refusals().length > before, `the refusal "${reason}"`);
  expect(refusals().slice(before)).toEqual([expect.objectContaining({ topic: where, reason })]);
}

test('none of it opens a door, changes a document, acknowledges an event, or is passed over in silence', async () => {
  const revision = cabinet.disk.revision('orders');
  const next = ordersDocument(revision + 1);
  const open = openCommand(session);
  const { head, acked } = cabinet.disk.state();
  const ack = { aud: LOCKER_ID, upto: 1, serverTime: '2026-11-01T00:00:00.000Z' };

  await refused(topic('command'), Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]), 'not-a-jws');
  await refused(topic('command'), '', 'not-a-jws');
  await refused(topic('command'), 'x'.repeat(66_000), '66000 bytes are too many');
  await refused(topic('command'), await pens.genuine('orders', next), 'wrong-type');
  await refused(topic('command'), await pens.headed({ typ: 'larder-ticket+jws' }, open), 'wrong-type');
  await refused(ORDERS, await pens.headed({ typ: 'larder-label+jws' }, next), 'wrong-type');
  const unsigned = `${base64url({ alg: 'none', typ: 'larder-command+jws' })}.${base64url(open)}.`;
  await refused(topic('command'), unsigned, 'wrong-algorithm');
  await refused(topic('command'), await pens.forged('command', open), 'bad-signature');
  await refused(topic('command'), await pens.headed({ typ: 'larder-command+jws', kid: 'nobody' }, open), 'unknown-key');
  const unknown = await pens.headed({ typ: 'larder-orders+jws', kid: 'nobody' }, next);
  await refused(ORDERS, unknown, 'unknown-key: waits for the manifest that names it');
  await refused(topic('ack'), await pens.forged('ack', { ...ack, epoch: 'x', upto: head }), 'bad-signature');
  await refused(topic('ack'), await pens.genuine('ack', { ...ack, epoch: 'another-epoch' }), 'of another epoch');
  await refused(`larder/v1/${LOCKER_ID}/desired/orders/first`, 'x', 'a topic that no locker listens to');

  // The broker may still withhold: of a document in two parts only the first comes.
  await bystander.say(ORDERS, await pens.genuine('orders', ordersDocument(revision + 1, LOCKER_ID, 2)));
  await cabinet.visitor.type(FORGED_CODE);
  await cabinet.visitor.see('wrong-code');

  expect(board.pulses).toEqual([]);
  expect(cabinet.disk.orderState(FORGED_ORDER)).toBeUndefined();
  expect(cabinet.disk.revision('orders')).toBe(revision);
  expect(cabinet.disk.state().acked).toBeGreaterThanOrEqual(acked);
  expect(cabinet.disk.tells('message.refused')).toBeGreaterThan(0);
}, 60_000);

test('the same daemon, on the same connection, then does what the hub asks, once', async () => {
  const command = await pens.genuine('command', openCommand(session));
  await bystander.say(topic('command'), command);
  await until(() => cabinet.disk.tells('command.done') === 1, 'the command to be done');
  await refused(topic('command'), command, 'repeated');
  expect(board.pulses).toHaveLength(1);
  const [order] = await cabinet.stock(['ambient']);
  await cabinet.visitor.type(order?.code ?? '');
  await cabinet.visitor.see('thanks', ({ compartment }) => compartment === order?.door);
  await cabinet.allAcknowledged();
  expect(cabinet.disk.faults()).toEqual([]);
}, 60_000);

test('a flood is counted in the log, not written out, and the hub is heard through it', async () => {
  const before = refusals().length;
  for (let round = 0; round < 20; round++) {
    await Promise.all(Array.from({ length: 50 }, () => bystander.say(topic('command'), 'rubbish')));
  }
  const placed = cabinet.placeOrder();
  await cabinet.documentsInForce([placed]);
  expect(refusals().length - before).toBeLessThanOrEqual(21);
  const exit = await cabinet.daemon.stop();
  expect(exit.code).toBe(0);
  const unsaid = refusals().reduce((sum, line) => sum + Number(line.unsaid ?? 0), 0);
  expect(unsaid).toBeGreaterThanOrEqual(900);
}, 60_000);

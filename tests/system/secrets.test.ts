/**
 * What nobody may read later, and how the log reads: a day of codes, sign-ins and strangers who say secrets in every
 * place where something comes in. Then everything that the daemon wrote or said is searched.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../src/commands/demo/steps.ts';
import { LOG_EVENTS } from '../../src/controller/ports.ts';
import { codeMac } from '../../src/core/pickup-code.ts';
import { type Mosquitto, startMosquitto } from '../fakes/mosquitto.ts';
import { Bystander } from './bystander.ts';
import { LOCKER_ID } from './cabinet-file.ts';
import { CabinetUnderTest } from './cabinet-under-test.ts';
import { Pens } from './forgery.ts';
import { LarderCommand, larder } from './larder-command.ts';
import { linesOf } from './log-file.ts';
import {
  filesBelow,
  foundIn,
  type Secrets,
  sayByControlSocket,
  sayByHttp,
  sayByMqtt,
  textOf,
} from './planted-secrets.ts';
import { TcpBoard } from './tcp-board.ts';

const BROKER_PASSWORD = 'hunter2-hunter2-hunter2';
const WRONG_SECRET = '60718293';

let broker: Mosquitto;
let board: TcpBoard;
let cabinet: CabinetUnderTest;
let bystander: Bystander;
let watch: LarderCommand;
let status = '';
let secrets: Secrets;
let macs: Secrets;
/** The files of the state directory while the daemon ran, and as SIGKILL left them. */
const states: Record<string, string> = {};

const keepState = (when: string): void => {
  for (const path of filesBelow(cabinet.stateDirectory)) states[`${path} ${when}`] = textOf(path);
};

beforeAll(async () => {
  broker = await startMosquitto();
  board = await TcpBoard.start();
  board.hands.start();
  cabinet = await CabinetUnderTest.build({ transport: board.transport, broker: { url: broker.url, protocol: 5 } });
  writeFileSync(join(cabinet.folder, 'broker.password'), `${BROKER_PASSWORD}\n`, { mode: 0o600 });
  const config = readFileSync(cabinet.configFile, 'utf8');
  const login = 'cloud:\n  username: larder\n  passwordFile: broker.password\n';
  writeFileSync(cabinet.configFile, config.replace('cloud:\n', login));
  const hub = ['--dir', cabinet.hubDirectory, '--broker', broker.url];
  watch = new LarderCommand(['fleet', 'watch', '--json', ...hub], { limitMs: 120_000 });
  bystander = await Bystander.arrive(broker.url);
  await theDay(await cabinet.startDaemon('--log-level', 'debug'));
}, 120_000);

afterAll(async () => {
  watch?.child.kill('SIGKILL');
  await bystander?.leave();
  await cabinet?.demolish();
  await board?.stop();
  await broker?.stop('SIGKILL');
}, 30_000);

async function theDay(page: string): Promise<void> {
  const [order] = await cabinet.stock(['chilled']);
  if (!order) throw new Error('nothing was loaded');
  const wrong = order.code === '73914628' ? '73914629' : '73914628';
  const pens = await Pens.find(cabinet.hubDirectory);
  const ticket = await pens.headed({ typ: 'larder-ticket+jws' }, { aud: LOCKER_ID, pickup: 'P-1', code: order.code });
  const label = await pens.headed({ typ: 'larder-label+jws' }, { aud: LOCKER_ID, order: { id: 'O-1' } });
  const codeKey = textOf(join(cabinet.folder, 'code.key')).trim();
  const deviceKey = JSON.parse(textOf(join(cabinet.stateDirectory, 'device.key'))) as { d: string };
  const signature = (token: string): string => token.split('.')[2] ?? '';
  secrets = {
    ...{ 'the right code': order.code, 'a wrong code': wrong, 'the staff secret': cabinet.staffSecret },
    ...{ 'a wrong staff secret': WRONG_SECRET, 'the code key': codeKey, 'the device key': deviceKey.d },
    ...{ 'the broker password': BROKER_PASSWORD, 'the ticket': signature(ticket), 'the label': signature(label) },
  };
  const key = Buffer.from(codeKey, 'base64url');
  macs = { 'a right MAC': codeMac(key, LOCKER_ID, order.code), 'a wrong MAC': codeMac(key, LOCKER_ID, wrong) };

  const said = [order.code, wrong, cabinet.staffSecret, ticket, label, codeKey, BROKER_PASSWORD];
  await sayByHttp(page, said);
  await sayByControlSocket(cabinet.stateDirectory, said);
  await sayByMqtt(bystander, said);
  await cabinet.visitor.type(wrong);
  await cabinet.visitor.see('wrong-code');
  for (const kind of ['help', 'staff'] as const) await cabinet.visitor.do({ kind });
  await cabinet.visitor.type(`1001${WRONG_SECRET}`);
  await cabinet.visitor.do({ kind: 'back' });
  await cabinet.visitor.type(order.code.slice(0, 6));
  await cabinet.visitor.do({ kind: 'clear' });
  keepState('while it ran');
  await cabinet.killDaemon();
  keepState('after SIGKILL');

  await cabinet.startDaemon('--log-level', 'debug');
  await cabinet.visitor.type(order.code);
  await cabinet.visitor.see('thanks');
  await cabinet.allAcknowledged();
  status = (await larder('status', '--state', cabinet.stateDirectory, '--json')).out;
  await broker.stop('SIGKILL');
  await board.stop();
  await cabinet.statusWhen('the daemon to notice both', ({ cloud, health }) => {
    return !cloud.connected && Object.values(health.buses).every(({ state }) => state !== 'up');
  });
  await until(() => linesOf(cabinet.logFile).some(({ event }) => event === 'bus-lost'), 'the line to be lost');
  expect((await cabinet.daemon.stop()).code).toBe(0);
  keepState('after it stopped');
  watch.child.kill('SIGTERM');
  await watch.ended;
}

test('no code, secret, key, ticket or password is in what the daemon wrote, wherever it was said', () => {
  for (const [name, secret] of Object.entries(secrets)) expect(secret.length, name).toBeGreaterThanOrEqual(8);
  const files = Object.entries(states).filter(([place]) => !place.includes('device.key'));
  expect(files.some(([place]) => place.includes('larder.db-wal '))).toBe(true);
  const log = textOf(cabinet.logFile);
  expect(log.length).toBeGreaterThan(10_000);
  expect(foundIn({ ...Object.fromEntries(files), 'the log': log, 'larder status': status }, secrets)).toEqual([]);
  expect(foundIn({ 'the log': log, 'larder status': status }, macs)).toEqual([]);
});

test('none of it went to the broker, nor to who watches the fleet', () => {
  const mine = /\/(status|health|events|reported\/\w+)$/;
  const published = bystander.heard.filter(({ topic }) => mine.test(topic)).map(({ text }) => text);
  expect(published.length).toBeGreaterThan(10);
  expect(watch.out.split('\n').length).toBeGreaterThan(10);
  const texts = { 'what was published': published.join('\n'), 'larder fleet watch': watch.out + watch.err };
  expect(foundIn(texts, { ...secrets, ...macs })).toEqual([]);
});

test('every line of the log is JSON, one event of the closed list, and no longer than a line', () => {
  const lines = linesOf(cabinet.logFile);
  expect(
    [...new Set(lines.map(({ event }) => event))].filter((event) => !LOG_EVENTS.some((known) => known === event)),
  ).toEqual([]);
  const expected = ['starting', 'started', 'page-served', 'journal', 'bus-opened', 'bus-lost', 'broker-connected'];
  expected.push('broker-lost', 'message-refused', 'http-refused', 'control-refused', 'stopping', 'stopped');
  expect(lines.map(({ event }) => event)).toEqual(expect.arrayContaining(expected));
  for (const line of textOf(cabinet.logFile).split('\n')) expect(line.length).toBeLessThan(8_192);
  for (const line of lines) expect(line).toMatchObject({ level: expect.any(Number), time: expect.any(Number) });
});

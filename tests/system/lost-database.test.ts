/** The real daemon after its state directory was put back from a backup: offline, by the hub's word, and door by door. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../src/commands/demo/steps.ts';
import type { Finding } from '../../src/core/door-check.ts';
import { LOCKER_ID } from './cabinet-file.ts';
import { CabinetUnderTest, expectOk } from './cabinet-under-test.ts';
import { TcpBoard } from './tcp-board.ts';

type Loaded = Awaited<ReturnType<CabinetUnderTest['stock']>>[number];

const LEADER = '2001';
let board: TcpBoard;
let cabinet: CabinetUnderTest;
let leaderSecret: string;
let collected: Loaded;
let dry: Loaded;
let cold: Loaded;

beforeAll(async () => {
  board = await TcpBoard.start();
  cabinet = await CabinetUnderTest.build({ transport: board.transport });
  const leader = { locker: LOCKER_ID, number: LEADER, name: '李团长', role: 'leader' } as const;
  leaderSecret = expectOk(cabinet.hub.addStaff(leader)).secret;
  await cabinet.startDaemon();
  board.hands.start();
  const orders = await cabinet.stock(['ambient', 'ambient', 'chilled']);
  [collected, dry, cold] = orders as [Loaded, Loaded, Loaded];
  await cabinet.allAcknowledged();
  await stop();
  execFileSync('cp', ['-a', cabinet.stateDirectory, backup()]);
  await cabinet.startDaemon();
  await cabinet.visitor.type(collected.code);
  await cabinet.visitor.see('thanks');
  await cabinet.allAcknowledged();
}, 60_000);

afterAll(async () => {
  await cabinet?.demolish();
  await board?.stop();
}, 30_000);

const backup = (): string => join(cabinet.folder, 'backup');
const stateFiles = (): string[] => readdirSync(cabinet.stateDirectory);
const logged = (event: string): boolean => readFileSync(cabinet.logFile, 'utf8').includes(`"event":"${event}"`);

/** Nobody else has the database open, so that all of it is in its file when the daemon has ended. */
async function stop(): Promise<void> {
  cabinet.disk.close();
  const { code } = await cabinet.daemon.stop();
  expect(code).toBe(0);
}

/** The hub has what the present database has told, and nothing more is on its way. */
async function lossTold(times: number): Promise<void> {
  await until(() => cabinet.ledger.count('storage.lost') === times, 'the hub to hear of the loss', 15_000);
  expect(stateFiles().filter((name) => /^larder\.db\.restored-\d{8}T\d{6}Z$/.test(name))).toHaveLength(times);
}

/** Each of these codes is typed; none opens anything. */
async function expectNothingOpens(...orders: readonly Loaded[]): Promise<void> {
  const before = board.pulses.length;
  for (const { code } of orders) {
    await cabinet.visitor.do({ kind: 'back' });
    await cabinet.visitor.type(code);
    await until(
      () => ['wrong-code', 'refused'].includes(cabinet.visitor.view.name),
      `an answer to a code, not ${cabinet.visitor.view.name}`,
    );
  }
  await cabinet.visitor.do({ kind: 'back' });
  expect(board.pulses.length).toBe(before);
}

/** A member who stands before the list of doors checks one of them. */
async function check(door: number, orderId: string, finding: Finding): Promise<void> {
  await cabinet.visitor.see('staff-doors', ({ doors }) =>
    doors.some(({ compartment, order }) => compartment === door && order?.orderId === orderId),
  );
  const before = board.pulses.length;
  await cabinet.visitor.do({ kind: 'check-door', compartment: door });
  await cabinet.visitor.see('door-check', ({ answers }) => answers.includes(finding));
  expect(board.pulses.slice(before)).toEqual([door]);
  await cabinet.visitor.do({ kind: 'found', finding });
  await cabinet.visitor.see('staff-doors', ({ justChecked }) => justChecked === door);
}

async function signOut(): Promise<void> {
  await cabinet.visitor.do({ kind: 'back' });
  await cabinet.visitor.do({ kind: 'back' });
  await cabinet.visitor.see('attract');
}

async function expectOpens({ code, door, orderId }: Loaded): Promise<void> {
  const before = board.pulses.length;
  await cabinet.visitor.type(code);
  await cabinet.visitor.see('thanks', ({ compartment }) => compartment === door);
  expect(board.pulses.slice(before)).toEqual([door]);
  expect(cabinet.disk.orderState(orderId)).toBe('collected');
}

test('the folder put back by cp -a: old codes open nothing, the hub brings the orders back, staff adopt them', async () => {
  await stop();
  rmSync(cabinet.stateDirectory, { recursive: true });
  execFileSync('cp', ['-a', backup(), cabinet.stateDirectory]);
  await cabinet.startDaemon();
  expect(logged('database-lost')).toBe(true);
  await expectNothingOpens(collected, dry, cold);
  await lossTold(1);

  await until(() => cabinet.disk.orderState(dry.orderId) === 'assigned', 'the orders to come back', 15_000);
  await until(() => cabinet.disk.orderState(collected.orderId) === undefined, 'the collected one to stay away', 15_000);
  await expectNothingOpens(collected, dry, cold);

  await cabinet.signIn('staff-doors');
  await check(dry.door, dry.orderId, 'good');
  await check(cold.door, cold.orderId, 'good');
  await signOut();
  await expectOpens(dry);
  await cabinet.visitor.do({ kind: 'touch' });
  await expectNothingOpens(cold);

  await cabinet.visitor.signIn(LEADER, leaderSecret, 'staff-doors');
  await check(cold.door, cold.orderId, 'good');
  await signOut();
  await expectOpens(cold);
  await until(() => cabinet.ledger.count('order.collected', cold.orderId) === 1, 'the hub to know', 15_000);
  expect(cabinet.ledger.problems).toEqual([]);
}, 90_000);

/** As after an image of the whole card was written back: nothing in the folder can tell. */
test('an image put back: the hub’s signed word ends the daemon, and the next start sets the database aside', async () => {
  await stop();
  for (const name of ['larder.db', 'larder.db-wal', 'larder.db-shm', 'larder.witness']) {
    rmSync(join(cabinet.stateDirectory, name), { force: true });
  }
  execFileSync('cp', ['-a', join(backup(), 'larder.db'), cabinet.stateDirectory]);
  const db = new DatabaseSync(join(cabinet.stateDirectory, 'larder.db'));
  db.exec("DELETE FROM facts WHERE name = 'witness'");
  db.close();
  // It may end before its page was open.
  void cabinet.startDaemon().catch(() => {});
  const { code } = await cabinet.daemon.ended;
  expect(code).toBe(1);
  expect(logged('stop-forced')).toBe(false);
  expect(logged('database-condemned')).toBe(true);
  const pulses = board.pulses.length;

  await cabinet.startDaemon();
  await lossTold(2);
  await expectNothingOpens(collected, dry, cold);
  expect(board.pulses.length).toBe(pulses);
}, 60_000);

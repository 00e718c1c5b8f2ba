/** The real daemon, a real serial port on a pseudo-terminal, a board in a third process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../src/commands/demo/steps.ts';
import { type PtyService, servePty } from '../../src/simulator/serve-pty.ts';
import { BoardRecord } from './board-record.ts';
import { CabinetUnderTest } from './cabinet-under-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'larder-pty-'));
const link = join(folder, 'tty');
const recordFile = join(folder, 'board.ndjson');
const record = new BoardRecord(recordFile);
const plugIn = (): Promise<PtyService> =>
  servePty({ link, args: ['--channels', '12', '--closeAfterMs', '800', '--record', recordFile] });

let cable: PtyService;
let cabinet: CabinetUnderTest;

beforeAll(async () => {
  cable = await plugIn();
  cabinet = await CabinetUnderTest.build({ transport: { kind: 'serial', path: link } });
  await cabinet.startDaemon();
}, 60_000);

afterAll(async () => {
  await cabinet?.demolish();
  await cable?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

test('only a right code puts an unlock frame on the wire: once, and for its own compartment', async () => {
  const { visitor } = cabinet;
  const [order] = await cabinet.stock(['chilled']);
  if (!order) throw new Error('nothing was loaded');
  expect(order.door).toBe(1);
  expect(record.besidesPolls()).toEqual(['8a0101119b']);
  const before = record.heardBytes();

  await visitor.type(cabinet.wrongCode([order]));
  await visitor.see('wrong-code');
  await expect(visitor.do({ kind: 'digit', digit: 'a' } as never)).rejects.toThrow('400');
  await expect(visitor.do({ kind: 'digit', digit: '12' } as never)).rejects.toThrow('400');
  await visitor.type(order.code.slice(0, 7));
  await visitor.see('entering', ({ entry }) => entry.entered === 7);
  await visitor.do({ kind: 'clear' });
  await visitor.see('attract');
  expect(record.besidesPolls(before)).toEqual([]);

  // The wire is one queue: whatever the inputs before had asked for would be on it before this unlock.
  await visitor.type(order.code);
  await visitor.see('thanks', ({ compartment }) => compartment === 1);
  expect(record.besidesPolls(before)).toEqual(['8a0101119b']);

  await visitor.do({ kind: 'back' });
  await visitor.type(order.code);
  await visitor.see('refused', ({ reason }) => reason === 'already-collected');
  const polled = record.heardBytes();
  await until(() => record.heardBytes() > polled, 'the next poll', 15_000);
  expect(record.besidesPolls(before)).toEqual(['8a0101119b']);
  expect(record.pulses()).toEqual([1, 1]);
}, 45_000);

test('a pulled cable is said at the next code, and the same code works once the cable is back', async () => {
  const { visitor, daemon } = cabinet;
  const { pid } = daemon;
  const [order] = await cabinet.stock(['ambient']);
  if (!order) throw new Error('nothing was loaded');
  const pulses = record.pulses().length;

  await cable.stop();
  await cabinet.statusWhen('the loss of the line', ({ health }) => health.buses.locks?.state !== 'up');
  await visitor.type(order.code);
  await visitor.see('service', ({ reason }) => reason === 'lock-silent');
  expect(cabinet.disk.orderState(order.orderId)).toBe('stored');
  expect(cabinet.disk.openingState(order.door)).toBe('not-sent');
  expect(cabinet.disk.tells('lock.silent')).toBe(1);

  cable = await plugIn();
  await cabinet.statusWhen('the line to be back', ({ health }) => health.buses.locks?.state === 'up', 20_000);
  await cabinet.doorsRead();
  expect(record.pulses()).toHaveLength(pulses);
  await visitor.type(order.code);
  await visitor.see('thanks', ({ compartment }) => compartment === order.door);
  expect(record.pulses().slice(pulses)).toEqual([order.door]);
  expect(cabinet.disk.orderState(order.orderId)).toBe('collected');
  expect(daemon.pid).toBe(pid);
  expect(cabinet.disk.tells('locker.started')).toBe(1);
  expect(cabinet.disk.faults()).toEqual([]);
}, 55_000);

/**
 * Seen at the system calls of the real daemon on a real pseudo-terminal: nobody's lock moves before the intent is on
 * the disk. This is what makes a power cut harmless; `kill -9` alone would not show it.
 */
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PtyService, servePty } from '../../src/simulator/serve-pty.ts';
import { CabinetUnderTest } from './cabinet-under-test.ts';
import { type Call, readStrace } from './strace-log.ts';
import { unlockProblems } from './unlock-order.ts';

const folder = mkdtempSync(join(tmpdir(), 'larder-strace-'));
const link = join(folder, 'tty');
const traceFile = join(folder, 'trace');

let cable: PtyService;
let cabinet: CabinetUnderTest;

beforeAll(async () => {
  cable = await servePty({ link, args: ['--channels', '12', '--closeAfterMs', '800'] });
  cabinet = await CabinetUnderTest.build({ transport: { kind: 'serial', path: link } });
}, 30_000);

afterAll(async () => {
  await cabinet?.demolish();
  await cable?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

test('every unlock leaves only after its intent was written to the log and the log was synced', async () => {
  const wire = realpathSync(link);
  await cabinet.startTraced(traceFile);
  const orders = await cabinet.stock(['chilled', 'ambient', 'ambient']);
  const first = orders[0];
  if (!first) throw new Error('nothing was loaded');
  for (const { code, door } of orders) {
    await cabinet.visitor.type(code);
    await cabinet.visitor.see('thanks', ({ compartment }) => compartment === door, 15_000);
    await cabinet.visitor.do({ kind: 'back' });
  }
  expect(await cabinet.stopTraced()).toBe(0);

  const calls = readStrace(readFileSync(traceFile, 'latin1'));
  const expected = [
    ...orders.map(({ orderId, door }) => ({
      door,
      intent: `staff.opened{"staffId":"${staffOf(orderId)}","orderId":"${orderId}"`,
    })),
    ...orders.map(({ orderId, door }) => ({ door, intent: `order.opened{"orderId":"${orderId}"` })),
  ];
  expect(unlockProblems(calls, wire, expected)).toEqual([]);

  // The same trace told in a wrong order, or without its syncs, must not pass.
  expect(unlockProblems(withoutSyncs(calls), wire, expected)).toHaveLength(expected.length);
  expect(unlockProblems(wireFirst(calls, wire), wire, expected)).toHaveLength(expected.length);
  expect(unlockProblems(calls, wire, expected.slice(1))).toHaveLength(1);
}, 55_000);

function staffOf(orderId: string): string {
  const opened = cabinet.disk.events().find(({ type, data }) => type === 'staff.opened' && data.orderId === orderId);
  return String(opened?.data.staffId);
}

const withoutSyncs = (calls: readonly Call[]): readonly Call[] => calls.filter(({ name }) => !name.endsWith('sync'));

/** As if every write to the wire had come before everything else. */
const wireFirst = (calls: readonly Call[], wire: string): readonly Call[] =>
  calls.map((call) => (call.target === wire ? { ...call, began: -2, ended: -1 } : call));

/** What nobody may read later: after a day of codes and sign-ins, everything that the daemon wrote is searched for them. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CabinetUnderTest } from './cabinet-under-test.ts';
import { TcpBoard } from './tcp-board.ts';

let board: TcpBoard;
let cabinet: CabinetUnderTest;

beforeAll(async () => {
  board = await TcpBoard.start();
  board.hands.start();
  cabinet = await CabinetUnderTest.build({ transport: board.transport });
  await cabinet.startDaemon();
}, 60_000);

afterAll(async () => {
  await cabinet?.demolish();
  await board?.stop();
}, 30_000);

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return statSync(path).isFile() ? [path] : [];
  });
}

test('no code, secret or key is in the log, the journal or the database', async () => {
  const [order] = await cabinet.stock(['chilled']);
  const wrong = order?.code === '73914628' ? '73914629' : '73914628';
  await cabinet.visitor.type(wrong);
  await cabinet.visitor.see('wrong-code');
  await cabinet.visitor.type(order?.code ?? '');
  await cabinet.visitor.see('thanks');
  await cabinet.allAcknowledged();
  const exit = await cabinet.daemon.stop();
  expect(exit.code).toBe(0);

  const codeKey = readFileSync(join(cabinet.folder, 'code.key'), 'utf8').trim();
  const deviceKey = JSON.parse(readFileSync(join(cabinet.stateDirectory, 'device.key'), 'utf8')) as { d: string };
  const secrets = {
    'the right code': order?.code ?? '',
    'a wrong code': wrong,
    'the staff secret': cabinet.staffSecret,
    'the code key': codeKey,
    'the device key': deviceKey.d,
  };
  const written = [cabinet.logFile, ...filesBelow(cabinet.stateDirectory)].filter(
    (path) => !path.endsWith('device.key'),
  );
  expect(written.length).toBeGreaterThanOrEqual(2);
  for (const path of written) {
    const text = readFileSync(path, 'latin1');
    expect(text.length, path).toBeGreaterThan(0);
    for (const [name, secret] of Object.entries(secrets)) {
      expect(secret.length, name).toBeGreaterThanOrEqual(8);
      expect(text.includes(secret), `${name} is in ${path}`).toBe(false);
    }
  }
}, 60_000);

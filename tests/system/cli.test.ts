/** Exit codes and words of the command line: 0 ok, 1 failed, 2 wrong usage, 78 the cabinet file has to be put right. */

import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../../src/commands/exit.ts';
import { buildProgram } from '../../src/commands/program.ts';
import { cabinetFile, LOCKER_ID } from './cabinet-file.ts';
import { CabinetUnderTest } from './cabinet-under-test.ts';
import { larder } from './larder-command.ts';
import { TcpBoard } from './tcp-board.ts';

const folder = mkdtempSync(join(tmpdir(), 'larder-cli-'));
const inFolder = (name: string): string => join(folder, name);
const rootKey = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' } as const;

const GOOD = cabinetFile({
  rootKey,
  transport: { kind: 'tcp', host: '127.0.0.1', port: 9 },
  broker: { url: 'mqtt://127.0.0.1:9', protocol: 5 },
  pagePort: 0,
  reopenTimes: 2,
});

/** A cabinet file of its own folder, with a code key beside it unless told. */
function fileWith(name: string, text: string, codeKey: string | null = 'A'.repeat(43)): string {
  mkdirSync(inFolder(name));
  if (codeKey !== null) writeFileSync(join(inFolder(name), 'code.key'), codeKey);
  writeFileSync(join(inFolder(name), 'cabinet.yaml'), text);
  return join(inFolder(name), 'cabinet.yaml');
}

let good: string;
let taken: Server;
let takenPort = 0;

beforeAll(async () => {
  good = fileWith('good', GOOD);
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  takenPort = typeof address === 'object' && address !== null ? address.port : 0;
});

afterAll(async () => {
  taken.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Failed for a reason that is said in words, not as a stack. */
async function fails(words: readonly string[], said: RegExp, exitCode = 1): Promise<void> {
  const { code, err } = await larder(...words);
  expect(err).toMatch(said);
  expect(err).not.toMatch(/^\s+at .*:\d+:\d+/m);
  expect(code).toBe(exitCode);
}

/** The same, where a person has to put something right first: no restart would help. */
const isForAPerson = (words: readonly string[], said: RegExp): Promise<void> => fails(words, said, EXIT.config);

async function isUsage(words: readonly string[], said: RegExp): Promise<void> {
  const { code, err, out } = await larder(...words);
  expect(err).toMatch(said);
  expect(out).toBe('');
  expect(code).toBe(2);
}

/** A command and all below it, each with its words. */
function commandsOf(
  command: Command,
  words: readonly string[] = [],
): readonly { words: readonly string[]; command: Command }[] {
  const below = command.commands.flatMap((each) => commandsOf(each, [...words, each.name()]));
  return [{ words, command }, ...below];
}

describe('help', () => {
  const all = commandsOf(buildProgram());

  test('every command says what it is for and how it is used', () => {
    expect(all.length).toBeGreaterThan(15);
    for (const { words, command } of all) {
      const help = command.helpInformation();
      expect(help).toContain(`Usage: ${['larder', ...words].join(' ')}`);
      expect(command.description(), words.join(' ')).toMatch(/^\S.{10}/);
    }
  });
  const ASKED = ['', 'run', 'status', 'config check', 'demo', 'fleet', 'fleet open'];
  test.concurrent.each(ASKED)(
    'larder %s --help: 0, on standard output',
    async (words) => {
      const named = words.split(' ').filter((word) => word !== '');
      const { code, out, err } = await larder(...named, '--help');
      expect(out).toContain(`Usage: ${['larder', ...named].join(' ')}`);
      expect(err).toBe('');
      expect(code).toBe(0);
    },
    30_000,
  );
  test('--version is the one of package.json', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await larder('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });
});

describe('wrong usage', () => {
  test.concurrent.each([
    { words: [], said: /Usage: larder/ },
    { words: ['frobnicate'], said: /unknown command 'frobnicate'/ },
    { words: ['run'], said: /--config <file>' not specified/ },
    { words: ['run', '--config', 'x', '--state', 'y', '--fast'], said: /unknown option '--fast'/ },
    { words: ['config'], said: /Usage: larder config/ },
    { words: ['config', 'check'], said: /missing required argument 'file'/ },
    { words: ['demo', '--slow'], said: /unknown option '--slow'/ },
    { words: ['demo', '--port', '99999'], said: /1 to 65535/ },
    { words: ['fleet'], said: /Usage: larder fleet/ },
    { words: ['fleet', 'frobnicate'], said: /unknown command 'frobnicate'/ },
    { words: ['fleet', 'open', 'gate-1', 'seven', '--reason', 'x'], said: /whole number/ },
    { words: ['fleet', 'staff', 'gate-1', '--number', '12'], said: /4 digits/ },
  ])('larder $words: $said', ({ words, said }) => isUsage(words, said), 30_000);
});

describe.concurrent('config check', () => {
  test('a good file: 0', async () => {
    const { code, out, err } = await larder('config', 'check', good);
    expect(out).toContain(`good. Locker ${LOCKER_ID}, 12 doors on 1 board`);
    expect(err).toBe('');
    expect(code).toBe(0);
  });
  test('no such file', () => fails(['config', 'check', inFolder('none.yaml')], /none\.yaml: there is no such file/));
  test('a folder', () => fails(['config', 'check', folder], /larder-cli-/));
  test('broken YAML, by its line', () =>
    fails(['config', 'check', fileWith('broken', 'locker:\n  id: "x\n')], /cabinet\.yaml:\d+: /));
  test('an empty file', () => fails(['config', 'check', fileWith('empty', '')], /cabinet\.yaml/));
  test('every problem at once, each by its line', () => {
    const text = GOOD.replace('helpPhone:', 'helpFone:').replace('dialect: eight-a', 'dialect: nine-b');
    return fails(
      ['config', 'check', fileWith('wrong', text)],
      /:\d+: [\s\S]*:\d+: [\s\S]*problems\. Nothing was changed/,
    );
  });
});

describe.concurrent('run', () => {
  const run = (config: string, state: string): string[] => ['run', '--config', config, '--state', inFolder(state)];
  test('no such file', () => isForAPerson(run(inFolder('none.yaml'), 's1'), /none\.yaml: there is no such file/));
  test('broken YAML', () => isForAPerson(run(fileWith('broken-run', 'a: [1'), 's2'), /cabinet\.yaml:\d+: /));
  test('no code key', () =>
    isForAPerson(run(fileWith('no-key', GOOD, null), 's3'), /code\.key: there is no such file; make it/));
  test('a code key that is too short', () =>
    isForAPerson(run(fileWith('short', GOOD, 'abc'), 's4'), /at least 32 bytes/));
  test('no password file', () => {
    const file = fileWith('no-password', GOOD.replace('url:', 'passwordFile: broker.password\n  url:'));
    return isForAPerson(run(file, 's8'), /cloud\.passwordFile: there is no such file; name the file/);
  });
  test('a code key that cannot be read', () => {
    const file = fileWith('unreadable', GOOD, null);
    // Root may read any file, but nobody reads a folder.
    mkdirSync(join(inFolder('unreadable'), 'code.key'));
    chmodSync(join(inFolder('unreadable'), 'code.key'), 0o000);
    return isForAPerson(run(file, 's5'), /code\.key: /);
  });
  test('a state folder that cannot be made', () =>
    fails(['run', '--config', good, '--state', join(good, 'below-a-file')], /below-a-file|ENOTDIR/));
  test('the port of the page is taken', () => {
    const file = fileWith('taken', GOOD.replace('port: 0', `port: ${takenPort}`));
    return fails(run(file, 's6'), new RegExp(`Port ${takenPort} is taken`));
  }, 30_000);
  test('a database of a newer Larder is refused, named, and left as it is', async () => {
    mkdirSync(inFolder('s7'));
    const file = join(inFolder('s7'), 'larder.db');
    const db = new DatabaseSync(file);
    db.exec('CREATE TABLE things (name TEXT); PRAGMA user_version = 99');
    db.close();
    const before = readFileSync(file);
    await isForAPerson(run(good, 's7'), /larder\.db was written by a newer Larder \(schema 99\)/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

describe('status, and a second daemon', () => {
  let board: TcpBoard;
  let cabinet: CabinetUnderTest;

  beforeAll(async () => {
    board = await TcpBoard.start();
    cabinet = await CabinetUnderTest.build({ transport: board.transport });
    await cabinet.startDaemon();
  }, 60_000);
  afterAll(async () => {
    await cabinet?.demolish();
    await board?.stop();
  }, 30_000);

  test('status of a running daemon, for people and for programs', async () => {
    const [people, programs, qr] = await Promise.all([
      larder('status', '--state', cabinet.stateDirectory),
      larder('status', '--state', cabinet.stateDirectory, '--json'),
      larder('status', '--state', cabinet.stateDirectory, '--qr'),
    ]);
    expect(people.out).toMatch(new RegExp(`^locker +${LOCKER_ID}, larder .*\\ncloud +mqtt://.* connected\\n`));
    expect(people.out).toMatch(/^doors +all closed$/m);
    expect(JSON.parse(programs.out)).toMatchObject({ lockerId: LOCKER_ID, pid: cabinet.daemon.pid });
    expect(qr.out).toMatch(/[▀▄█]{4}/);
    expect([people.code, programs.code, qr.code]).toEqual([0, 0, 0]);
  }, 30_000);

  test('a second daemon on the same state folder: 1, and the first one lives on', async () => {
    const words = ['run', '--config', cabinet.configFile, '--state', cabinet.stateDirectory];
    await fails(words, /another larder runs on this state directory/);
    await cabinet.statusWhen('the first daemon', ({ pid }) => pid === cabinet.daemon.pid);
  }, 30_000);

  test('SIGTERM ends it with 0, and status then says that nobody runs', async () => {
    expect(await cabinet.daemon.stop()).toEqual({ code: 0, signal: null });
    await fails(['status', '--state', cabinet.stateDirectory], /No larder runs on this state directory/);
  }, 30_000);

  test('status of a folder that is none', () => fails(['status', '--state', inFolder('none')], /No larder runs on/));
});

describe('fleet', () => {
  const dir = ['--dir', inFolder('hub')];
  test('without keys, then with keys, then twice', async () => {
    await fails(['fleet', 'locker', 'list', ...dir], /fleet init/);
    const first = await larder('fleet', 'init', ...dir);
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining('rootKey: { kty: OKP') });
    expect(await larder('fleet', 'init', ...dir)).toMatchObject({
      code: 0,
      out: expect.stringContaining('there already'),
    });
    expect(await larder('fleet', 'locker', 'add', 'gate-1', ...dir)).toMatchObject({ code: 0 });
    await fails(['fleet', 'locker', 'add', 'gate-1', ...dir], /locker-exists/);
    await fails(['fleet', 'locker', 'add', 'gate/1', ...dir], /no locker id/);
    await fails(['fleet', 'revoke', 'gate-1', 'O-none', ...dir], /unknown-order|no order/);
    expect((await larder('fleet', 'locker', 'list', ...dir)).out).toContain('gate-1');
  }, 60_000);

  test('no broker: what was ordered is kept, and it says so', async () => {
    const hub = ['--dir', inFolder('hub2'), '--broker', `mqtt://127.0.0.1:${takenPort}`];
    await larder('fleet', 'init', '--dir', inFolder('hub2'));
    await larder('fleet', 'locker', 'add', 'gate-1', '--dir', inFolder('hub2'));
    const order = ['fleet', 'order', 'gate-1', '--zone', 'chilled', '--item', '青菜 | Pak choi', ...hub];
    await fails(order, /No connection to mqtt:.*\n.*kept here but not sent/);
  }, 60_000);
});

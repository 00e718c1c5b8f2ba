/** What `npm run release` makes, copied to where there is no node_modules: it starts, serves its page and opens a door. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BenchBoard } from '../../scripts/bench/bench-board.ts';
import { BenchCabinet } from '../../scripts/bench/bench-cabinet.ts';
import { BenchScreen } from '../../scripts/bench/bench-screen.ts';
import { until } from '../../src/commands/demo/steps.ts';

const away = mkdtempSync(join(tmpdir(), 'larder-release-'));
const program = join(away, 'release/larder.js');
const cabinet = new BenchCabinet();
const board = new BenchBoard();
let daemon: ChildProcess | undefined;

beforeAll(async () => {
  execFileSync(process.execPath, ['scripts/build-release.ts', '--page-is-built'], { stdio: 'ignore' });
  cpSync('dist/release', join(away, 'release'), { recursive: true });
  cabinet.write({ transport: await board.serve() });
  cabinet.stock();
  cabinet.closeStore();
});

afterAll(async () => {
  daemon?.kill('SIGKILL');
  await board.stop();
  cabinet.remove();
  rmSync(away, { recursive: true, force: true });
});

test('it knows its version, and carries its own page, binding and compiled code', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(execFileSync(process.execPath, [program, '--version'], { encoding: 'utf8' }).trim()).toBe(version);
  const carried = readdirSync(join(away, 'release'), { recursive: true, encoding: 'utf8' });
  expect(carried).toEqual(expect.arrayContaining(['page/index.html', 'page/page.js', 'page/page.css']));
  expect(carried.filter((path) => path.endsWith('.node'))).not.toEqual([]);
  expect(carried.filter((path) => path.startsWith('cache/')).length).toBeGreaterThan(2);
});

test('it brings its own Node, and runs by a link from elsewhere without any other', () => {
  const link = join(away, 'larder');
  symlinkSync(join(away, 'release/bin/larder'), link);
  const env = { PATH: '/usr/bin:/bin' };
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(execFileSync(link, ['--version'], { env, encoding: 'utf8' }).trim()).toBe(version);
  const node = execFileSync(join(away, 'release/bin/node'), ['--version'], { env, encoding: 'utf8' }).trim();
  expect(node).toBe(process.version);
});

test('it brings what docs/install.md installs', () => {
  for (const name of readdirSync('systemd')) {
    expect(readFileSync(join(away, 'release/systemd', name), 'utf8')).toBe(readFileSync(`systemd/${name}`, 'utf8'));
  }
  expect(readdirSync(join(away, 'release/device-config'))).toContain('schema.json');
});

test('the bundled daemon serves its page, opens the right door on a board, and ends in order', async () => {
  const words = [program, 'run', '--config', cabinet.configFile, '--state', cabinet.stateDirectory];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'], cwd: away });
  daemon = child;
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  await until(() => lines.some((line) => line.includes('"event":"started"')), 'the release to start');
  const events = lines.map((line) => JSON.parse(line) as { event: string; page?: string });
  const page = events.find(({ event }) => event === 'started')?.page ?? '';
  expect(await (await fetch(page)).text()).toContain('page.js');
  await until(() => lines.some((line) => line.includes('"event":"bus-opened"')), 'the board to answer');

  const screen = await BenchScreen.open(page);
  await screen.type(cabinet.code(7));
  await screen.see('thanks');
  expect(board.doors.pulses.map(({ door }) => door)).toEqual([7]);
  screen.leave();

  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('serialport opens from the bundle: a missing device is an ordinary failure of the line', async () => {
  cabinet.write({ transport: { kind: 'serial', path: join(away, 'no-such-tty') } });
  const words = [program, 'run', '--config', cabinet.configFile, '--state', cabinet.stateDirectory];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  daemon = child;
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  await until(() => lines.some((line) => line.includes('no-such-tty')), 'the failure to be said');
  expect(lines.find((line) => line.includes('no-such-tty'))).toContain('ENOENT');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

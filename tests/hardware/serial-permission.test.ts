/** A real port that this user may not open: what a technician sees who forgot the group dialout. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from './until.ts';

const folder = mkdtempSync(join(tmpdir(), 'larder-permission-'));
const path = join(folder, 'port');
const program = 'socat';
const socat = spawn(program, [`PTY,link=${path},rawer`, 'PIPE'], { stdio: 'ignore' });
const gone = once(socat, 'exit');

beforeAll(() => until('socat made a port (apt install socat)', () => existsSync(path)));
afterAll(async () => {
  socat.kill();
  await gone;
  rmSync(folder, { recursive: true });
});

/** Opens the port in a process of its own, which is root no more. */
function openedByNobody(): unknown {
  const transport = join(import.meta.dirname, '../../src/hardware/bus/serial-transport.ts');
  const script = `
    import { SerialTransport } from ${JSON.stringify(transport)};
    if (process.getuid() === 0) process.setuid(65534);
    const line = { path: ${JSON.stringify(path)}, baud: 9600, dataBits: 8, parity: 'none', stopBits: 1 };
    const say = (what) => { console.log(JSON.stringify(what)); process.exit(); };
    new SerialTransport(line).open({ opened: () => say('opened'), bytes: () => {}, closed: say });`;
  const asked = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  return JSON.parse(asked.stdout);
}

it('is EACCES, and the words name the group that is missing', () => {
  chmodSync(folder, 0o755);
  chmodSync(path, 0o000);
  expect(openedByNobody()).toEqual({
    code: 'EACCES',
    message: `no permission to open ${path}: add the user of this daemon to the group dialout`,
  });
}, 30_000);

it('opens once the permission is there', () => {
  chmodSync(path, 0o666);
  expect(openedByNobody()).toBe('opened');
}, 30_000);

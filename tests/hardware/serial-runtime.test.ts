import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SerialTransport } from '../../src/hardware/bus/serial-transport.ts';
import { until } from './until.ts';

const folder = mkdtempSync(join(tmpdir(), 'larder-serial-'));
const [left, right] = [join(folder, 'left'), join(folder, 'right')];
const lineAt = (path: string) => ({ path, baud: 9600, dataBits: 8, parity: 'none', stopBits: 1 }) as const;
const program = 'socat';
const socat = spawn(program, [`PTY,link=${left},rawer`, `PTY,link=${right},rawer`], { stdio: 'ignore' });
const gone = once(socat, 'exit');

beforeAll(() => until('socat made two ports (apt install socat)', () => existsSync(left) && existsSync(right)));

afterAll(async () => {
  socat.kill();
  await gone;
  rmSync(folder, { recursive: true });
});

function opened(path: string): { port: SerialTransport; heard: number[]; state: () => string } {
  const heard: number[] = [];
  let state = 'opening';
  const port = new SerialTransport(lineAt(path));
  port.open({
    opened: () => {
      state = 'open';
    },
    bytes: (chunk) => heard.push(...chunk),
    closed: ({ code }) => {
      state = code;
    },
  });
  return { port, heard, state: () => state };
}

/**
 * `@serialport/bindings-cpp` 13.0.0 opens a port under Node 26.10 but never delivers a byte: a cabinet on such a runtime
 * would open nothing and say nothing.
 */
it(`serialport delivers bytes both ways on this runtime (Node ${process.version})`, async () => {
  const near = opened(left);
  const far = opened(right);
  await until('both ports are open', () => near.state() === 'open' && far.state() === 'open');
  const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  let taken = 0;
  near.port.write(every, () => {
    taken += 1;
  });
  await until(
    `a byte came through a pseudo-terminal on Node ${process.version}; if not, this runtime must not be used`,
    () => far.heard.length === 256,
  );
  far.port.write(every, () => {
    taken += 1;
  });
  await until('the bytes came back', () => near.heard.length === 256);
  expect([near.heard, far.heard]).toEqual([[...every], [...every]]);
  expect(taken).toBe(2);
  await Promise.all([near.port.close(), far.port.close()]);
});

it('what the system does not take at once follows later, in order', async () => {
  const near = opened(left);
  const far = opened(right);
  await until('both ports are open', () => near.state() === 'open' && far.state() === 'open');
  const much = Uint8Array.from({ length: 40_000 }, (_, at) => at % 251);
  let taken = 0;
  for (const part of [much, Uint8Array.of(1), Uint8Array.of(2)]) {
    near.port.write(part, () => {
      taken += 1;
    });
  }
  expect(taken).toBe(0);
  await until('all of it came', () => far.heard.length === 40_002 && taken === 3);
  expect(far.heard).toEqual([...much, 1, 2]);
  await Promise.all([near.port.close(), far.port.close()]);
});

it('a port that is not there, is taken, or went away is named so, and may be opened again', async () => {
  const absent = opened(join(folder, 'absent'));
  await until('the absent port was refused', () => absent.state() === 'ENOENT');
  const first = opened(left);
  await until('the port is open', () => first.state() === 'open');
  const second = opened(left);
  await until('the second owner was refused', () => second.state() === 'locked');
  await first.port.close();
  const third = opened(left);
  await until('the port is open again', () => third.state() === 'open');
  const closedAtOnce = new SerialTransport(lineAt(right));
  closedAtOnce.open({ opened: () => {}, bytes: () => {}, closed: () => {} });
  await closedAtOnce.close();
  socat.kill();
  await until('the port is told to be gone', () => third.state() !== 'open');
});

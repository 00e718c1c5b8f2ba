import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { RecordLine } from '../../src/simulator/recorder.ts';
import { servePty } from '../../src/simulator/serve-pty.ts';
import { bytesOf } from './host.ts';

// A real serial port, a real pty, a board in another process. If this runtime's serialport opens a port and never
// delivers a byte (02-architecture.md), the first test here fails.

const DEADLINE = { timeout: 5000, interval: 10 };

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'larder-pty-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function boardAt(link: string, args: string[]) {
  const service = await servePty({ link, args });
  onTestFinished(() => service.stop());
  return service;
}

async function openPort(path: string) {
  const port = new SerialPort({ path, baudRate: 9600 });
  let heard = '';
  port.on('data', (chunk: Buffer) => {
    heard += chunk.toString('hex');
  });
  await once(port, 'open');
  const close = async (): Promise<void> => {
    if (!port.isOpen) return;
    const closed = once(port, 'close');
    port.close();
    await closed;
  };
  onTestFinished(close);
  const hears = (frame: string) =>
    vi.waitFor(() => expect(heard).toContain(frame.replaceAll(' ', '').toLowerCase()), DEADLINE);
  return { say: (frame: string) => port.write(bytesOf(frame)), hears, close };
}

const recorded = (file: string): RecordLine[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordLine);

test('serialport reads a status reply from a board in another process, and again after reopening', async () => {
  const { path } = await boardAt(join(folder(), 'tty'), ['--channels', '12', '--statusBytes', '3']);
  const first = await openPort(path);
  first.say('80 01 00 33 B2');
  await first.hears('80 01 00 00 00 33 B2');
  await first.close();
  const second = await openPort(path);
  second.say('80 01 00 33 B2');
  await second.hears('80 01 00 00 00 33 B2');
});

test('the record shows what was on the wire, the pulse and the hands, in order', async () => {
  const dir = folder();
  const record = join(dir, 'record.ndjson');
  const args = ['--closeAfterMs', '10', '--jam', '3', '--address', '1', '--address', '2', '--record', record];
  const { path } = await boardAt(join(dir, 'tty'), args);
  const port = await openPort(path);
  port.say('8A 02 03 11 9A');
  await port.hears('8A 02 03 00 8B');
  port.say('8A 02 04 11 9D');
  const ends = (): RecordLine | undefined =>
    recorded(record).find((line) => line.kind === 'door' && line.state === 'closed');
  await vi.waitFor(() => expect(ends()).toBeDefined(), DEADLINE);

  const lines = recorded(record);
  expect(lines.map(({ atMs, ...line }) => line).filter(({ kind }) => kind !== 'said')).toEqual([
    { kind: 'heard', hex: '8a0203119a' },
    { kind: 'pulse', address: 2, door: 3, pulseMs: 300 },
    { kind: 'heard', hex: '8a0204119d' },
    { kind: 'pulse', address: 2, door: 4, pulseMs: 300 },
    { kind: 'door', address: 2, door: 4, state: 'open' },
    { kind: 'door', address: 2, door: 4, state: 'closed' },
  ]);
  const times = lines.map(({ atMs }) => atMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test('a larder-line board', async () => {
  const { path } = await boardAt(join(folder(), 'tty'), ['--dialect', 'larder-line', '--sensors', '0']);
  const port = await openPort(path);
  port.say(Buffer.from('>2 doors*2736\n').toString('hex'));
  await port.hears(Buffer.from('<2 ok cccccccccccc*8182\n').toString('hex'));
});

test('stopping it removes the link, as unplugging does, and it can be plugged in again', async () => {
  const link = join(folder(), 'tty');
  const service = await boardAt(link, []);
  await service.stop();
  expect(existsSync(link)).toBe(false);
  const again = await boardAt(link, ['--channels', '8']);
  process.kill(again.pid, 'SIGKILL');
  await again.stop();
  const port = await openPort((await boardAt(link, ['--channels', '8'])).path);
  port.say('80 01 00 33 B2');
  await port.hears('80 01 00 33 B2');
});

test('a wrong option is reported, not swallowed', async () => {
  const link = join(folder(), 'tty');
  await expect(servePty({ link, args: ['--polarity', 'maybe'] })).rejects.toThrow(
    '--polarity must be one of one-is-open, one-is-closed, not "maybe"',
  );
  await expect(servePty({ link, args: ['--record', 'a,b'] })).rejects.toThrow('"a,b" cannot be passed through socat');
});

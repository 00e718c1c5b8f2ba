/** What hangs when the daemon stops does not hold it: a part that never ends, a thread in a driver. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { until } from '../../src/commands/demo/steps.ts';

const PROGRAM = fileURLToPath(new URL('./hanging-process.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'larder-hang-'));
const fifo = join(folder, 'fifo');
const MKFIFO = 'mkfifo';
execFileSync(MKFIFO, [fifo]);
afterAll(() => rmSync(folder, { recursive: true }));

async function stopped(what: string) {
  const child = spawn(process.execPath, [PROGRAM, what, fifo], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: { readonly event: string; readonly part?: string }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
  await until(() => lines.some(({ event }) => event === 'started'), 'the process to start');
  const startMs = performance.now();
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), 8_000);
  const [code, signal] = await once(child, 'close');
  clearTimeout(kill);
  return { code, signal, lines, tookMs: performance.now() - startMs };
}

test('nothing hangs: it ends at once, and a part that failed did not keep the rest', async () => {
  const { tookMs, lines, ...exit } = await stopped('nothing');
  expect(exit).toEqual({ code: 0, signal: null });
  expect(tookMs).toBeLessThan(2_000);
  expect(lines.map(({ event, part }) => [event, part])).toEqual([
    ['started', undefined],
    ['stop-forced', 'first'],
    ['stopped', undefined],
  ]);
});

test('a part that never ends is named, and the process ends with 0 within 5 s', async () => {
  const { tookMs, lines, ...exit } = await stopped('part');
  expect(exit).toEqual({ code: 0, signal: null });
  expect(tookMs).toBeLessThan(5_000);
  expect(lines.at(-1)).toMatchObject({ event: 'stop-forced', part: 'second' });
});

test('a thread that hangs in open(): process.exit() would wait for it for ever', async () => {
  const { tookMs, lines, ...exit } = await stopped('thread');
  expect(exit).toEqual({ code: 0, signal: null });
  expect(tookMs).toBeLessThan(5_000);
  expect(lines.at(-1)).toMatchObject({ event: 'stop-forced', part: 'a thread of the runtime' });
});

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLastEnd } from '../../src/platform/last-end.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'larder-run-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what the unit wrote is read once: a later crash is not told by an older word', () => {
  writeFileSync(join(folder, 'last-end'), 'watchdog\n');
  expect(takeLastEnd({ RUNTIME_DIRECTORY: folder })).toBe('watchdog');
  expect(existsSync(join(folder, 'last-end'))).toBe(false);
  expect(takeLastEnd({ RUNTIME_DIRECTORY: folder })).toBeUndefined();
});

test('nothing, nowhere, or no file at all: nothing is known', () => {
  writeFileSync(join(folder, 'last-end'), '\n');
  expect(takeLastEnd({ RUNTIME_DIRECTORY: folder })).toBeUndefined();
  expect(takeLastEnd({ RUNTIME_DIRECTORY: '/nowhere' })).toBeUndefined();
  expect(takeLastEnd({})).toBeUndefined();
});

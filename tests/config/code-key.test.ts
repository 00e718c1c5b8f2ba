import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCodeKey } from '../../src/config/code-key.ts';

const KEY = Buffer.alloc(32, 0xab).toString('base64url');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'larder-key-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const keyOf = (configFile: string, named: string) => readCodeKey({ configFile, named, credentials: undefined });
const read = (text: string) => {
  writeFileSync(join(folder, 'code.key'), text);
  return keyOf(join(folder, 'cabinet.yaml'), 'code.key');
};

test('a key is read beside its config, with or without a line end, or by its absolute path', () => {
  for (const text of [KEY, `${KEY}\n`]) {
    const key = read(text);
    expect(key.ok && Buffer.from(key.value).equals(Buffer.alloc(32, 0xab))).toBe(true);
  }
  expect(keyOf('/elsewhere/cabinet.yaml', join(folder, 'code.key')).ok).toBe(true);
});

test('a key that is too short is refused, and not shown', () => {
  const short = Buffer.alloc(31, 0xab).toString('base64url');
  const key = read(short);
  expect(key).toMatchObject({ ok: false });
  const said = key.ok ? '' : key.failure;
  expect(said).toContain('at least 32 bytes');
  expect(said).toContain(join(folder, 'code.key'));
  expect(said).not.toContain(short);
});

test('a file that is not there says how it is made', () => {
  const key = keyOf(join(folder, 'cabinet.yaml'), 'no.key');
  expect(key).toEqual({
    ok: false,
    failure: `${folder}/no.key: there is no such file; make it with: larder fleet locker add`,
  });
  expect(keyOf(join(folder, 'cabinet.yaml'), '.').ok).toBe(false);
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCodeKey, readPassword } from '../../src/config/secret-files.ts';

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

test('a broker password is read without its line end; whatever is wrong, what was written is not shown', () => {
  const config = join(folder, 'cabinet.yaml');
  const said = (named: string): string => {
    const password = readPassword({ configFile: config, named, credentials: undefined });
    return password.ok ? password.value : password.failure;
  };
  writeFileSync(join(folder, 'password'), 'hunter2-hunter2\n');
  expect(said('password')).toBe('hunter2-hunter2');
  writeFileSync(join(folder, 'empty'), '\n');
  expect(said('empty')).toBe(`${config}: cloud.passwordFile: the file is empty; write the password into it`);
  expect(said('hunter2-hunter2')).toMatch(/cloud\.passwordFile: there is no such file; name the file/);
  expect(said('.')).toMatch(/cloud\.passwordFile: the file cannot be read \(EISDIR\)/);
  for (const name of ['hunter2-hunter2', '.']) expect(said(name)).not.toContain('hunter2');
});

describe('a credential of the service', () => {
  let credentials: string;
  beforeEach(() => {
    credentials = join(folder, 'credentials');
    mkdirSync(credentials);
  });
  const place = (named: string) => ({ configFile: join(folder, 'cabinet.yaml'), named, credentials });
  const password = (named: string) => readPassword(place(named));

  test('of the bare name goes before the file beside the cabinet file', () => {
    writeFileSync(join(folder, 'broker.password'), 'beside\n');
    expect(password('broker.password')).toEqual({ ok: true, value: 'beside' });
    writeFileSync(join(credentials, 'broker.password'), 'loaded\n');
    expect(password('broker.password')).toEqual({ ok: true, value: 'loaded' });
    writeFileSync(join(credentials, 'code.key'), KEY);
    expect(readCodeKey(place('code.key')).ok).toBe(true);
  });

  test('is not meant by a path: that is relative to the cabinet file, or absolute', () => {
    writeFileSync(join(credentials, 'x'), 'loaded');
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'sub/x'), 'below');
    expect(password('sub/x')).toEqual({ ok: true, value: 'below' });
    expect(password('./x')).toMatchObject({ ok: false });
    expect(password(join(credentials, 'x'))).toEqual({ ok: true, value: 'loaded' });
  });

  test('that is missing or empty is said to be, with what to do', () => {
    const make = 'make it with: larder fleet locker add';
    expect(readCodeKey(place('code.key'))).toEqual({
      ok: false,
      failure: `${folder}/code.key: there is no such file, nor a credential of that name; ${make}`,
    });
    expect(readCodeKey(place('sub/code.key'))).toMatchObject({
      failure: `${folder}/sub/code.key: there is no such file; ${make}`,
    });
    for (const name of ['code.key', 'broker.password']) writeFileSync(join(credentials, name), ' \n');
    const why = 'the unit found no such file to load beside the cabinet file';
    expect(readCodeKey(place('code.key'))).toMatchObject({
      failure: `${credentials}/code.key: is empty: ${why}; ${make}`,
    });
    expect(password('broker.password')).toMatchObject({
      failure: `${folder}/cabinet.yaml: cloud.passwordFile: the file is empty: ${why}; write the password into it`,
    });
  });
});

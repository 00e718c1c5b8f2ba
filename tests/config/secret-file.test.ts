import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSecret } from '../../src/config/secret-file.ts';

let folder: string;
let credentials: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'larder-secret-'));
  credentials = join(folder, 'credentials');
  mkdirSync(credentials);
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (named: string, from: string | undefined = credentials) =>
  readSecret({ configFile: join(folder, 'cabinet.yaml'), named, credentials: from }, 'make it');

test('a bare name is the credential of that name, before the file beside the cabinet file', () => {
  writeFileSync(join(folder, 'broker.password'), 'beside\n');
  expect(read('broker.password')).toEqual({ ok: true, value: 'beside' });
  writeFileSync(join(credentials, 'broker.password'), 'loaded\n');
  expect(read('broker.password')).toEqual({ ok: true, value: 'loaded' });
  expect(
    readSecret({ configFile: join(folder, 'c.yaml'), named: 'broker.password', credentials: undefined }, ''),
  ).toEqual({ ok: true, value: 'beside' });
});

test('a path is a path: relative to the cabinet file, or absolute', () => {
  writeFileSync(join(credentials, 'x'), 'loaded');
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'sub/x'), 'below');
  expect(read('sub/x')).toEqual({ ok: true, value: 'below' });
  expect(read('./x')).toMatchObject({ ok: false });
  expect(read(join(credentials, 'x'))).toEqual({ ok: true, value: 'loaded' });
});

test('what is missing or empty says where it was looked for, and what to do', () => {
  expect(read('code.key')).toEqual({
    ok: false,
    failure: `${folder}/code.key: there is no such file, nor a credential "code.key" in ${credentials}; make it`,
  });
  expect(read('sub/code.key')).toMatchObject({ failure: `${folder}/sub/code.key: there is no such file; make it` });
  writeFileSync(join(credentials, 'code.key'), ' \n');
  const hint = `the unit found none to load (${folder}/code.key?)`;
  expect(read('code.key')).toMatchObject({ failure: `${credentials}/code.key: is empty: ${hint}; make it` });
});

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calculateJwkThumbprint } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DeviceKeyError, loadDeviceKey } from '../../src/trust/device-key.ts';
import { newPen } from './forge.ts';

let directory: string;
const file = () => join(directory, 'device.key');

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'larder-device-key-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('made at the first run, for its owner only, and the same ever after', async () => {
  const first = await loadDeviceKey(directory);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(readdirSync(directory)).toEqual(['device.key']);
  expect(first.fingerprint).toBe(await calculateJwkThumbprint(first.publicKey));
  const again = await loadDeviceKey(directory);
  expect(again.publicKey).toEqual(first.publicKey);
  expect(again.fingerprint).toBe(first.fingerprint);
});

test('RFC 8037 A.3: the thumbprint of the known key', async () => {
  const key = {
    ...{ kty: 'OKP', crv: 'Ed25519', d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' },
    x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  };
  writeFileSync(file(), JSON.stringify(key), { mode: 0o600 });
  expect((await loadDeviceKey(directory)).fingerprint).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
});

test('permissions that are too wide are taken back', async () => {
  await loadDeviceKey(directory);
  chmodSync(file(), 0o644);
  await loadDeviceKey(directory);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

test('what an interrupted first run left behind does no harm', async () => {
  writeFileSync(`${file()}.new`, '{"kty":');
  await loadDeviceKey(directory);
  expect(readdirSync(directory)).toEqual(['device.key']);
});

test.each([
  ['an empty file', ''],
  ['half of it', '{"kty":"OKP","crv":"Ed25519","x":"abc'],
  ['another kind of key', '{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"c"}'],
])('%s is refused, named, and left as it is', async (_what, text) => {
  writeFileSync(file(), text, { mode: 0o600 });
  const error = await loadDeviceKey(directory).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DeviceKeyError);
  expect(String(error)).toContain(file());
  expect(String(error)).toContain('put back a copy');
  expect(readFileSync(file(), 'utf8')).toBe(text);
});

test('a private half with a stranger’s public one is refused, and no secret is in the message', async () => {
  await loadDeviceKey(directory);
  const own = JSON.parse(readFileSync(file(), 'utf8'));
  const stranger = await newPen();
  writeFileSync(file(), JSON.stringify({ ...own, x: stranger.publicKey.x }));
  const error = await loadDeviceKey(directory).catch((reason: unknown) => reason);
  expect(String(error)).toContain('two halves');
  expect(String(error)).not.toContain(own.d);
});

test('a directory in its place, and no state directory at all', async () => {
  mkdirSync(file());
  await expect(loadDeviceKey(directory)).rejects.toThrow(/Cannot read the device key .*mode 0600/);
  await expect(loadDeviceKey(join(directory, 'nowhere'))).rejects.toThrow(/Cannot write the device key .*must exist/);
});

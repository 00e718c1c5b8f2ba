import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactVerify, decodeProtectedHeader, EmbeddedJWK } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { JWS_KINDS, type JwsKind } from '../../src/contract/jws.ts';
import { loadDeviceKey } from '../../src/trust/device-key.ts';
import { JwsSignatures } from '../../src/trust/signatures.ts';
import { base64url, manifestOf, moment, newPen, type Pen, sign } from './forge.ts';

const NOW = moment('2026-11-01T08:00:00Z');
const ORDERS = { typ: 'larder-orders+jws', kid: 'hub-1' };
const PAYLOAD = { revision: 7, orders: [] };
const TEXT = JSON.stringify(PAYLOAD);

let root: Pen;
let hub: Pen;
let signatures: JwsSignatures;

beforeAll(async () => {
  root = await newPen();
  hub = await newPen();
  const directory = mkdtempSync(join(tmpdir(), 'larder-trust-'));
  const deviceKey = await loadDeviceKey(directory);
  rmSync(directory, { recursive: true });
  signatures = new JwsSignatures({ rootKey: root.publicKey, deviceKey });
  signatures.useManifest(
    manifestOf(
      { kid: 'hub-1', jwk: hub.publicKey, roles: ['orders', 'commands'], notAfter: '2027-01-01T00:00:00Z' },
      { kid: 'twice', jwk: hub.publicKey, roles: ['orders'], notAfter: '2027-01-01T00:00:00Z' },
      { kid: 'twice', jwk: root.publicKey, roles: ['staff'], notAfter: '2027-01-01T00:00:00Z' },
    ),
  );
});

const verify = (kind: Exclude<JwsKind, 'session'>, token: string, now = NOW) => signatures.verify(kind, token, now);

test('what a key of the role signed is believed, its payload as it was signed', async () => {
  expect(await verify('orders', await sign(hub, ORDERS, TEXT))).toEqual({ ok: true, value: PAYLOAD });
});

test('root signs the manifest, whatever kid it writes', async () => {
  const token = await sign(root, { typ: 'larder-keys+jws', kid: 'anything' }, '{"version":2}');
  expect(await verify('keys', token)).toEqual({ ok: true, value: { version: 2 } });
});

test('alg none is refused, with and without a signature', async () => {
  const unsigned = `${base64url({ ...ORDERS, alg: 'none' })}.${base64url(PAYLOAD)}.`;
  expect(await verify('orders', unsigned)).toEqual({ ok: false, failure: 'wrong-algorithm' });
  const [, , signature] = (await sign(hub, ORDERS, TEXT)).split('.');
  expect(await verify('orders', `${unsigned}${signature}`)).toEqual({ ok: false, failure: 'wrong-algorithm' });
});

test('HS256 with the public key as its secret is refused', async () => {
  const input = `${base64url({ ...ORDERS, alg: 'HS256' })}.${base64url(PAYLOAD)}`;
  for (const secret of [hub.publicKey.x, Buffer.from(hub.publicKey.x, 'base64url'), JSON.stringify(hub.publicKey)]) {
    const mac = createHmac('sha256', secret).update(input).digest('base64url');
    expect(await verify('orders', `${input}.${mac}`)).toEqual({ ok: false, failure: 'wrong-algorithm' });
  }
});

test('alg Ed25519 (RFC 9864), which the library knows too, is refused', async () => {
  const token = await sign(hub, { ...ORDERS, alg: 'Ed25519' }, TEXT);
  expect(decodeProtectedHeader(token).alg).toBe('Ed25519');
  expect(await verify('orders', token)).toEqual({ ok: false, failure: 'wrong-algorithm' });
});

test('no kind is read as another, and the typ must be there', async () => {
  for (const [kind, { typ }] of Object.entries(JWS_KINDS)) {
    const token = await sign(hub, { typ, kid: 'hub-1' }, TEXT);
    if (kind !== 'orders') expect(await verify('orders', token)).toEqual({ ok: false, failure: 'wrong-type' });
  }
  const forms = [undefined, 'larder-orders', 'LARDER-ORDERS+JWS', 'application/larder-orders+jws', '', null];
  for (const typ of forms) {
    const token = await sign(hub, { ...(typ !== undefined && { typ }), kid: 'hub-1' }, TEXT);
    expect(await verify('orders', token)).toEqual({ ok: false, failure: 'wrong-type' });
  }
});

test('a key without the role is refused', async () => {
  const token = await sign(hub, { typ: 'larder-staff+jws', kid: 'hub-1' }, TEXT);
  expect(await verify('staff', token)).toEqual({ ok: false, failure: 'wrong-role' });
});

test('an unknown, a missing, an ambiguous and a strange kid', async () => {
  for (const kid of ['hub-2', undefined, 'twice', '__proto__', '']) {
    const token = await sign(hub, { typ: ORDERS.typ, ...(kid !== undefined && { kid }) }, TEXT);
    expect(await verify('orders', token)).toEqual({ ok: false, failure: 'unknown-key' });
  }
});

test('without a manifest nothing but the manifest is believed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'larder-trust-'));
  const fresh = new JwsSignatures({ rootKey: root.publicKey, deviceKey: await loadDeviceKey(directory) });
  rmSync(directory, { recursive: true });
  expect(await fresh.verify('orders', await sign(hub, ORDERS, TEXT), NOW)).toEqual({
    ok: false,
    failure: 'unknown-key',
  });
  expect((await fresh.verify('keys', await sign(root, { typ: 'larder-keys+jws' }, '{}'), NOW)).ok).toBe(true);
});

test('a key that the token brings along counts for nothing', async () => {
  const thief = await newPen();
  const token = await sign(thief, { ...ORDERS, jwk: thief.publicKey }, TEXT);
  expect(await verify('orders', token)).toEqual({ ok: false, failure: 'bad-signature' });
});

test('any flipped bit of any part is noticed', async () => {
  const token = await sign(hub, ORDERS, TEXT);
  const parts = token.split('.').map((part) => Buffer.from(part, 'base64url'));
  for (const [at, part] of parts.entries()) {
    for (let byte = 0; byte < part.length; byte += 1) {
      const forged = parts.map((each) => Buffer.from(each));
      const target = forged[at];
      if (target) target[byte] = (target[byte] ?? 0) ^ 1;
      const result = await verify('orders', forged.map((each) => each.toString('base64url')).join('.'));
      expect(result.ok).toBe(false);
      if (at > 0) expect(result).toEqual({ ok: false, failure: 'bad-signature' });
    }
  }
});

test('an expired key is refused while the clock is trusted, and only then', async () => {
  const token = await sign(hub, ORDERS, TEXT);
  const later = '2027-01-01T00:00:00.001Z';
  expect(await verify('orders', token, moment('2027-01-01T00:00:00Z'))).toMatchObject({ ok: true });
  expect(await verify('orders', token, moment(later))).toEqual({ ok: false, failure: 'key-expired' });
  expect(await verify('orders', token, moment(later, 'floor'))).toMatchObject({ ok: true });
});

test('crit is refused, even one that the library would understand', async () => {
  const input = `${base64url({ alg: 'EdDSA', ...ORDERS, b64: false, crit: ['b64'] })}`;
  expect(await verify('orders', `${input}.x.y`)).toEqual({ ok: false, failure: 'not-a-jws' });
  const other = `${base64url({ alg: 'EdDSA', ...ORDERS, exp: 1, crit: ['exp'] })}`;
  expect(await verify('orders', `${other}.x.y`)).toEqual({ ok: false, failure: 'not-a-jws' });
});

test('what is too large is not even looked at', async () => {
  const token = await sign(hub, ORDERS, JSON.stringify({ fill: 'x'.repeat(50_000) }));
  expect(token.length).toBeGreaterThan(65_536);
  expect(await verify('orders', token)).toEqual({ ok: false, failure: 'not-a-jws' });
});

test.each(['', '.', '..', 'a.b.c', '{"payload":"e30","signatures":[]}', 'e30.e30', 'e30.e30.e30.e30', '\u0000'])(
  '%j is not a JWS',
  async (token) => {
    const result = await verify('orders', token);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(['not-a-jws', 'wrong-algorithm']).toContain(result.failure);
  },
);

test('a signed payload that is no JSON, or no UTF-8', async () => {
  for (const payload of ['', 'revision: 7', '{"a":1', new Uint8Array([0x22, 0xff, 0x22])]) {
    expect(await verify('orders', await sign(hub, ORDERS, payload))).toEqual({ ok: false, failure: 'bad-payload' });
  }
});

test('root signs no orders, and a key of the manifest signs no manifest', async () => {
  expect(await verify('orders', await sign(root, { ...ORDERS, kid: 'root' }, TEXT))).toMatchObject({
    failure: 'unknown-key',
  });
  expect(await verify('orders', await sign(root, ORDERS, TEXT))).toMatchObject({ failure: 'bad-signature' });
  const manifest = await sign(hub, { typ: 'larder-keys+jws', kid: 'hub-1' }, TEXT);
  expect(await verify('keys', manifest)).toEqual({ ok: false, failure: 'bad-signature' });
});

test('a newer manifest takes a key away at once', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'larder-trust-'));
  const own = new JwsSignatures({ rootKey: root.publicKey, deviceKey: await loadDeviceKey(directory) });
  rmSync(directory, { recursive: true });
  const key = { kid: 'hub-1', jwk: hub.publicKey, roles: ['orders' as const], notAfter: '2027-01-01T00:00:00Z' };
  const token = await sign(hub, ORDERS, TEXT);
  own.useManifest(manifestOf(key));
  expect((await own.verify('orders', token, NOW)).ok).toBe(true);
  own.useManifest(manifestOf());
  expect(await own.verify('orders', token, NOW)).toEqual({ ok: false, failure: 'unknown-key' });
});

test('the session is signed by the device key, which travels along and has the fingerprint as its kid', async () => {
  const claims = { sub: 'locker-1', nonce: 'n'.repeat(24), monotonicMs: 12.5, connection: 3 };
  const token = await signatures.signSession(claims);
  const { payload, protectedHeader } = await compactVerify(token, EmbeddedJWK, { algorithms: ['EdDSA'] });
  expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(claims);
  expect(protectedHeader).toMatchObject({ typ: 'larder-session+jws', kid: signatures.fingerprint });
  expect(Object.keys(protectedHeader.jwk ?? {}).sort()).toEqual(['crv', 'kty', 'x']);
});

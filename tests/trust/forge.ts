import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { type KeyManifest, type PublicKey, publicKeySchema } from '../../src/contract/jws.ts';
import type { Moment } from '../../src/core/clock.ts';

/** A key pair of whoever signs, well or badly. */
export interface Pen {
  readonly publicKey: PublicKey;
  readonly privateKey: CryptoKey;
}

export async function newPen(): Promise<Pen> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { kty, crv, x } = await exportJWK(pair.publicKey);
  return { publicKey: publicKeySchema.parse({ kty, crv, x }), privateKey: pair.privateKey };
}

export function sign(pen: Pen, header: Readonly<Record<string, unknown>>, payload: string | Uint8Array) {
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
  return new CompactSign(bytes).setProtectedHeader({ alg: 'EdDSA', ...header }).sign(pen.privateKey);
}

export const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const manifestOf = (...keys: KeyManifest['keys']): KeyManifest => ({ version: 1, keys });

export const moment = (iso: string, clock: Moment['clock'] = 'trusted'): Moment => ({
  atMs: Date.parse(iso),
  monotonicMs: 1_000,
  bootId: 'boot-1',
  clock,
});

import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import * as z from 'zod';
import { type PublicKey, publicKeySchema } from '../contract/jws.ts';

const privateKeySchema = publicKeySchema.extend({ d: z.string().length(43) });

/** One of the hub's Ed25519 keys; `kid` is its RFC 7638 thumbprint. */
export interface HubKey {
  readonly kid: string;
  readonly publicKey: PublicKey;
  readonly privateKey: CryptoKey;
}

export type KeyName = 'root' | 'working';

const pathOf = (directory: string, name: KeyName): string => join(directory, `${name}.jwk.json`);

/** RFC 7638, SHA-256, base64url: what the kids of the hub and the fingerprints of the lockers are. */
export const thumbprint = (key: PublicKey): Promise<string> => calculateJwkThumbprint(key, 'sha256');

async function hubKey(jwk: z.infer<typeof privateKeySchema>): Promise<HubKey> {
  const { d: _secret, ...publicKey } = jwk;
  const privateKey = await importJWK(jwk, 'EdDSA');
  if (privateKey instanceof Uint8Array) throw new Error('an Ed25519 key cannot be symmetric');
  return { kid: await thumbprint(publicKey), publicKey, privateKey };
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Undefined when there is no such file. @throws when it is not one of our keys, naming the file. */
export async function readKey(directory: string, name: KeyName): Promise<HubKey | undefined> {
  const path = pathOf(directory, name);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return await hubKey(privateKeySchema.parse(JSON.parse(text)));
  } catch (cause) {
    throw new Error(`${path} holds no Ed25519 private key (JWK)`, { cause });
  }
}

/** Makes a key and writes it, readable by its owner only, whole or not at all. Replaces an older one of that name. */
export async function makeKey(directory: string, name: KeyName): Promise<HubKey> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { kty, crv, x, d } = await exportJWK(pair.privateKey);
  const jwk = privateKeySchema.parse({ kty, crv, x, d });
  const draft = `${pathOf(directory, name)}.new`;
  await writeFile(draft, `${JSON.stringify(jwk)}\n`, { mode: 0o600, flush: true });
  await chmod(draft, 0o600);
  await rename(draft, pathOf(directory, name));
  return hubKey(jwk);
}

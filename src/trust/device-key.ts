import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import * as z from 'zod';
import { type PublicKey, publicKeySchema } from '../contract/jws.ts';

const privateJwkSchema = publicKeySchema.extend({ d: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
type PrivateJwk = z.infer<typeof privateJwkSchema>;

const FILE = 'device.key';

/** The cabinet's own Ed25519 key pair. The hub pins it by its fingerprint. */
export interface DeviceKey {
  readonly publicKey: PublicKey;
  readonly privateKey: CryptoKey;
  /** RFC 7638 thumbprint (SHA-256) of the public key, base64url. */
  readonly fingerprint: string;
}

/** `device.key` cannot be used; `message` says which file, what is wrong with it and what to do. */
export class DeviceKeyError extends Error {
  readonly code = 'device-key-unusable';
}

/**
 * The key of `device.key` in the state directory; makes it at the first run. The file is a JWK (RFC 8037), readable by
 * its owner alone: wider permissions are taken back. A broken file is never replaced by itself, since the hub knows
 * the cabinet by this key. Randomness is the crypto library's own: a port that can be faked makes no keys.
 * @throws DeviceKeyError
 */
export async function loadDeviceKey(stateDirectory: string): Promise<DeviceKey> {
  const path = join(stateDirectory, FILE);
  const text = readOwn(path);
  if (text === undefined) return keyOf(await makeKey(stateDirectory, path), path);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw unusable(path, 'it is not JSON', cause);
  }
  const jwk = privateJwkSchema.safeParse(json);
  if (!jwk.success) throw unusable(path, 'it is not the JWK of an Ed25519 private key');
  return keyOf(jwk.data, path);
}

/** A state directory with a key in it has been a cabinet's before. */
export const hasDeviceKey = (stateDirectory: string): boolean => existsSync(join(stateDirectory, FILE));

/** Undefined when there is no such file. */
function readOwn(path: string): string | undefined {
  try {
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new DeviceKeyError(
      `Cannot read the device key ${path}: ${messageOf(cause)}. It must belong to the user that runs larder, mode 0600.`,
      { cause },
    );
  }
}

async function makeKey(directory: string, path: string): Promise<PrivateJwk> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { kty, crv, x, d } = await exportJWK(privateKey);
  const jwk = privateJwkSchema.parse({ kty, crv, x, d });
  try {
    writeWhole(directory, path, `${JSON.stringify(jwk)}\n`);
  } catch (cause) {
    throw new DeviceKeyError(
      `Cannot write the device key ${path}: ${messageOf(cause)}. The state directory must exist and be writable.`,
      { cause },
    );
  }
  return jwk;
}

/** There whole after a power cut, or not at all; nobody else can read it at any instant. */
function writeWhole(directory: string, path: string, text: string): void {
  const draft = `${path}.new`;
  rmSync(draft, { force: true });
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  const folder = openSync(directory, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

async function keyOf(jwk: PrivateJwk, path: string): Promise<DeviceKey> {
  const { d: _secret, ...publicKey } = jwk;
  try {
    // WebCrypto refuses a private half that does not belong to the public one.
    const privateKey = await importJWK(jwk, 'EdDSA');
    if (privateKey instanceof Uint8Array) throw new Error('symmetric key');
    return { publicKey, privateKey, fingerprint: await calculateJwkThumbprint(publicKey, 'sha256') };
  } catch (cause) {
    throw unusable(path, 'its two halves do not belong together', cause);
  }
}

const unusable = (path: string, what: string, cause?: unknown): DeviceKeyError =>
  new DeviceKeyError(
    `Cannot use the device key ${path}: ${what}. The hub knows this cabinet by it: put back a copy, or move the file ` +
      'away to get a new key at the next start, and pin its fingerprint (larder status) at the hub.',
    { cause },
  );

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

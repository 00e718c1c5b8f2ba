import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CODE_KEY_BYTES } from '../../core/pickup-code.ts';

/** The key in the file (base64url text), or a new one written there, readable by its owner only. */
export function readOrMakeCodeKey(path: string): { readonly key: Uint8Array; readonly made: boolean } {
  if (existsSync(path)) return { key: Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url'), made: false };
  const key = randomBytes(CODE_KEY_BYTES);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, `${key.toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return { key, made: true };
}

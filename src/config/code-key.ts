import { CODE_KEY_BYTES } from '../core/pickup-code.ts';
import { fail, ok, type Result } from '../core/result.ts';
import { readSecret, type SecretPlace, secretPath } from './secret-file.ts';

const MAKE = 'make it with: larder fleet locker add';

/** The bytes of a code key file (base64url text); the failure names the file and what to do, never what is in it. */
export function readCodeKey(place: SecretPlace): Result<Uint8Array, string> {
  const text = readSecret(place, MAKE);
  if (!text.ok) return text;
  const key = Buffer.from(text.value, 'base64url');
  if (key.length >= CODE_KEY_BYTES) return ok(key);
  return fail(`${secretPath(place)}: a code key has at least ${CODE_KEY_BYTES} bytes; ${MAKE}`);
}

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CODE_KEY_BYTES } from '../core/pickup-code.ts';
import { fail, ok, type Result } from '../core/result.ts';

/** The bytes of a code key file (base64url text); the failure names the file and what to do, never what is in it. */
export function readCodeKey(configFile: string, codeKeyFile: string): Result<Uint8Array, string> {
  const path = resolve(dirname(configFile), codeKeyFile);
  try {
    const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url');
    if (key.length >= CODE_KEY_BYTES) return ok(key);
    return fail(`${path}: a code key has at least ${CODE_KEY_BYTES} bytes; make one with: larder fleet locker add`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return fail(`${path}: there is no such file; make it with: larder fleet locker add`);
    return fail(`${path}: ${message}`);
  }
}

/** The broker's password. What should be a file's name may be the password itself: the failure does not show it. */
export function readPassword(configFile: string, passwordFile: string): Result<string, string> {
  const where = `${configFile}: cloud.passwordFile`;
  try {
    const password = readFileSync(resolve(dirname(configFile), passwordFile), 'utf8').trim();
    return password === '' ? fail(`${where}: the file is empty; write the password into it`) : ok(password);
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return fail(`${where}: there is no such file; name the file that has the password in it`);
    return fail(`${where}: the file cannot be read (${code}); the user that runs larder must be allowed to`);
  }
}

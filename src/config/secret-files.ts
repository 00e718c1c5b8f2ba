import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CODE_KEY_BYTES } from '../core/pickup-code.ts';
import { fail, ok, type Result } from '../core/result.ts';

export interface SecretPlace {
  /** The cabinet file. */
  readonly configFile: string;
  /** What the cabinet file calls the secret: a bare name, or a path. */
  readonly named: string;
  /** $CREDENTIALS_DIRECTORY: where systemd has put what the unit loads, readable by this service alone. */
  readonly credentials: string | undefined;
}

/** A bare name is the service's credential of that name, if there is one. */
function credentialPath({ named, credentials }: SecretPlace): string | undefined {
  if (credentials === undefined || named.includes('/')) return undefined;
  const path = join(credentials, named);
  return existsSync(path) ? path : undefined;
}

/** Every other relative path is relative to the cabinet file. */
const pathOf = (place: SecretPlace): string => credentialPath(place) ?? resolve(dirname(place.configFile), place.named);

/** Where else it was looked for, or why it is empty: the unit passes an empty credential on when it finds no file. */
function hint(place: SecretPlace, trouble: 'missing' | 'empty' | 'forbidden'): string {
  const isCredential = credentialPath(place) !== undefined;
  if (trouble === 'empty') return isCredential ? ': the unit found no such file to load beside the cabinet file' : '';
  if (trouble === 'forbidden') return '; name it by its bare name: the unit reads it as root (LoadCredential=)';
  return place.credentials === undefined || place.named.includes('/') ? '' : ', nor a credential of that name';
}

/** The bytes of a code key file (base64url text); the failure names the file and what to do, never what is in it. */
export function readCodeKey(place: SecretPlace): Result<Uint8Array, string> {
  const path = pathOf(place);
  const make = 'make it with: larder fleet locker add';
  try {
    const text = readFileSync(path, 'utf8').trim();
    if (text === '') return fail(`${path}: is empty${hint(place, 'empty')}; ${make}`);
    const key = Buffer.from(text, 'base64url');
    if (key.length >= CODE_KEY_BYTES) return ok(key);
    return fail(`${path}: a code key has at least ${CODE_KEY_BYTES} bytes; ${make}`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return fail(`${path}: there is no such file${hint(place, 'missing')}; ${make}`);
    if (code === 'EACCES') return fail(`${path}: this user may not read it${hint(place, 'forbidden')}`);
    return fail(`${path}: ${message}`);
  }
}

/** The broker's password. What should be a file's name may be the password itself: the failure does not show it. */
export function readPassword(place: SecretPlace): Result<string, string> {
  const where = `${place.configFile}: cloud.passwordFile`;
  try {
    const password = readFileSync(pathOf(place), 'utf8').trim();
    if (password !== '') return ok(password);
    return fail(`${where}: the file is empty${hint(place, 'empty')}; write the password into it`);
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      return fail(
        `${where}: there is no such file${hint(place, 'missing')}; name the file that has the password in it`,
      );
    }
    const advice = code === 'EACCES' ? hint(place, 'forbidden') : '; the user that runs larder must be allowed to';
    return fail(`${where}: the file cannot be read (${code})${advice}`);
  }
}

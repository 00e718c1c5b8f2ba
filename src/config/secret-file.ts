import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fail, ok, type Result } from '../core/result.ts';

export interface SecretPlace {
  /** The cabinet file. */
  readonly configFile: string;
  /** What the cabinet file calls the secret: a bare name, or a path. */
  readonly named: string;
  /** $CREDENTIALS_DIRECTORY: where systemd has put what the unit loads, readable by this service alone. */
  readonly credentials: string | undefined;
}

/**
 * A bare name is a credential of the service, if there is one of that name; else, as every relative path, a file
 * relative to the cabinet file.
 */
export function secretPath({ configFile, named, credentials }: SecretPlace): string {
  if (credentials !== undefined && !named.includes('/')) {
    const credential = join(credentials, named);
    if (existsSync(credential)) return credential;
  }
  return resolve(dirname(configFile), named);
}

/** The text of a secret file, without white space around it. The failure names the file and what to do: `make`. */
export function readSecret(place: SecretPlace, make: string): Result<string, string> {
  const path = secretPath(place);
  try {
    const text = readFileSync(path, 'utf8').trim();
    return text === '' ? fail(`${path}: is empty${asCredential(place)}; ${make}`) : ok(text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return fail(`${path}: there is no such file${alsoSought(place)}; ${make}`);
    if (code === 'EACCES') return fail(`${path}: this user may not read it; ${adviceOnRights(place.named)}`);
    return fail(`${path}: ${message}`);
  }
}

/** The unit passes an empty one on when it finds no file to load. */
const asCredential = (place: SecretPlace): string =>
  secretPath(place) === join(place.credentials ?? '', place.named)
    ? `: the unit found none to load (${resolve(dirname(place.configFile), place.named)}?)`
    : '';

const alsoSought = ({ named, credentials }: SecretPlace): string =>
  credentials === undefined || named.includes('/') ? '' : `, nor a credential "${named}" in ${credentials}`;

const adviceOnRights = (named: string): string =>
  named.includes('/')
    ? 'name it by its bare name, so that the unit passes it on as a credential (LoadCredential=)'
    : 'let the unit pass it on as a credential (LoadCredential=), or give it to the user of the daemon';

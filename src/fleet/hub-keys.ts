import { join } from 'node:path';
import type { PublicKey } from '../contract/jws.ts';
import type { Clock } from '../core/environment.ts';
import { ok, type Result } from '../core/result.ts';
import { failure, type HubFailure } from './failure.ts';
import { HubStore } from './hub-store.ts';
import { makeKey, readKey } from './key-files.ts';
import { makeManifest, Signer } from './signing.ts';

export const storePath = (directory: string): string => join(directory, 'hub.db');
const keysPath = (directory: string): string => join(directory, 'keys');

export interface MadeKeys {
  /** Goes into the config of every locker. */
  readonly root: PublicKey;
  readonly manifestVersion: number;
  /** False when there were keys already; they stay. */
  readonly made: boolean;
}

/**
 * Makes the root key, the working key and the first manifest in `directory`, or leaves what is there. With
 * `renew`, a new working key takes the place of the old, in a manifest of a higher version: publish it, then the old
 * one signs nothing any more. Fails with `no-keys` when root is needed and was taken away (it is best kept offline).
 */
export async function makeHubKeys(
  directory: string,
  clock: Clock,
  options: { readonly renew?: boolean } = {},
): Promise<Result<MadeKeys, HubFailure>> {
  const keys = keysPath(directory);
  const oldWorking = await readKey(keys, 'working');
  const oldRoot = await readKey(keys, 'root');
  if (oldWorking && !oldRoot) {
    return failure('no-keys', `The root key is not in ${keys}: put root.jwk.json back for as long as this takes.`);
  }
  const root = oldRoot ?? (await makeKey(keys, 'root'));
  const store = HubStore.open(storePath(directory));
  try {
    const known = store.documents.manifest();
    if (oldWorking && known && options.renew !== true) {
      return ok({ root: root.publicKey, manifestVersion: known.version, made: false });
    }
    const working = oldWorking && options.renew !== true ? oldWorking : await makeKey(keys, 'working');
    const version = Math.max(known?.version ?? 0, store.documents.highestReported('keys')) + 1;
    const { token } = await makeManifest(root, working, version, clock.read().wallMs);
    store.transact(() => {
      store.documents.setManifest(version, token);
      for (const id of store.lockers.ids()) store.lockers.touch(id);
    });
    return ok({ root: root.publicKey, manifestVersion: version, made: true });
  } finally {
    store.close();
  }
}

/** The working key, ready to sign. */
export async function openSigner(directory: string): Promise<Result<Signer, HubFailure>> {
  const working = await readKey(keysPath(directory), 'working');
  if (!working) return failure('no-keys', `There are no keys in ${directory}: run "larder fleet init" first.`);
  return ok(new Signer(working));
}

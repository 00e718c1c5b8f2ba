import { CompactSign } from 'jose';
import { JWS_KINDS, type JwsKind, type KeyManifest, manifestSchema, type SignerRole } from '../contract/jws.ts';
import { isoTime } from '../core/clock.ts';
import type { HubKey } from './key-files.ts';

/** What the hub itself signs. The root key, offline where it is kept so, signs only the manifest. */
export type HubKind = 'orders' | 'staff' | 'command' | 'ack';

/** What the working key may sign; tickets and labels belong to whoever sells. */
export const WORKING_ROLES: readonly SignerRole[] = ['orders', 'staff', 'commands', 'acks'];

/** How long a working key is good for, milliseconds: 400 days. */
export const WORKING_KEY_MS = 400 * 24 * 3_600_000;

/** Signs `payload`, as compact JWS (EdDSA) of the kind's own `typ`. */
export async function signWith(key: HubKey, kind: JwsKind, payload: unknown): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', typ: JWS_KINDS[kind].typ, kid: key.kid })
    .sign(key.privateKey);
}

/** The manifest that says what the working key may do, signed by root. `version` must be above every earlier one. */
export async function makeManifest(
  root: HubKey,
  working: HubKey,
  version: number,
  nowMs: number,
): Promise<{ readonly manifest: KeyManifest; readonly token: string }> {
  const notAfter = isoTime(nowMs + WORKING_KEY_MS);
  const manifest = manifestSchema.parse({
    version,
    keys: [{ kid: working.kid, jwk: working.publicKey, roles: WORKING_ROLES, notAfter }],
  });
  return { manifest, token: await signWith(root, 'keys', manifest) };
}

/** The hub's pen: one working key for every role. */
export class Signer {
  readonly #working: HubKey;

  constructor(working: HubKey) {
    this.#working = working;
  }

  sign(kind: HubKind, payload: unknown): Promise<string> {
    return signWith(this.#working, kind, payload);
  }
}

import { type CompactVerifyResult, compactVerify, decodeProtectedHeader, errors, importJWK } from 'jose';
import { type Distrust, JWS_KINDS, type JwsKind, type KeyManifest, type PublicKey } from '../contract/jws.ts';
import { MAX_MESSAGE_BYTES, type SessionClaims } from '../contract/messages.ts';
import type { Signatures } from '../controller/ports.ts';
import { type Moment, parseTime } from '../core/clock.ts';
import { fail, ok, type Result } from '../core/result.ts';
import type { DeviceKey } from './device-key.ts';
import { signSession } from './signing.ts';

export interface JwsSignaturesOptions {
  /** Root's public half, from the config: the only key that signs the manifest. */
  readonly rootKey: PublicKey;
  readonly deviceKey: DeviceKey;
}

type ManifestKey = KeyManifest['keys'][number];

/**
 * Which signed messages are believed (04, Trust): compact JWS, `alg` EdDSA and nothing else, the `typ` of exactly the
 * expected kind, no `crit`; the key by its `kid` in the manifest (root for `keys`), with the kind's role and not past
 * its `notAfter`. A key that the token itself brings along (`jwk`, `jku`, `x5c`) is not looked at.
 */
export class JwsSignatures implements Signatures {
  readonly fingerprint: string;
  readonly #rootKey: PublicKey;
  readonly #deviceKey: DeviceKey;
  #manifest: KeyManifest | null = null;
  readonly #imported = new Map<string, ReturnType<typeof importJWK>>();

  constructor({ rootKey, deviceKey }: JwsSignaturesOptions) {
    this.#rootKey = rootKey;
    this.#deviceKey = deviceKey;
    this.fingerprint = deviceKey.fingerprint;
  }

  useManifest(manifest: KeyManifest): void {
    this.#manifest = manifest;
    this.#imported.clear();
  }

  signSession(claims: SessionClaims): Promise<string> {
    return signSession(this.#deviceKey, claims);
  }

  misfit(kind: Exclude<JwsKind, 'session'>, token: string): Distrust | undefined {
    const header = fittingHeader(kind, token);
    return header.ok ? undefined : header.failure;
  }

  /**
   * The payload as JSON, read from the very bytes that were signed; checking what is in it is the caller's. `notAfter`
   * binds only while the clock is trusted: a wrong clock must not silence the hub. Never rejects.
   */
  async verify(kind: Exclude<JwsKind, 'session'>, token: string, now: Moment): Promise<Result<unknown, Distrust>> {
    const header = fittingHeader(kind, token);
    if (!header.ok) return header;
    const key = kind === 'keys' ? ok(this.#rootKey) : this.#keyFor(header.value.kid, JWS_KINDS[kind].role, now);
    if (!key.ok) return key;
    return verified(token, () => this.#import(key.value));
  }

  #keyFor(kid: unknown, role: string, now: Moment): Result<PublicKey, Distrust> {
    const [key, ...others] = (this.#manifest?.keys ?? []).filter((each): each is ManifestKey => each.kid === kid);
    // Two keys of one name would make it a matter of order which role counts.
    if (key === undefined || others.length > 0) return fail('unknown-key');
    if (!key.roles.includes(role)) return fail('wrong-role');
    if (now.clock === 'trusted' && now.atMs > parseTime(key.notAfter)) return fail('key-expired');
    return ok(key.jwk);
  }

  #import(key: PublicKey): ReturnType<typeof importJWK> {
    const known = this.#imported.get(key.x);
    if (known !== undefined) return known;
    const imported = importJWK(key, 'EdDSA');
    this.#imported.set(key.x, imported);
    return imported;
  }
}

function fittingHeader(kind: JwsKind, token: string): Result<Readonly<Record<string, unknown>>, Distrust> {
  const header = headerOf(token);
  if (header === undefined || header.crit !== undefined) return fail('not-a-jws');
  if (header.alg !== 'EdDSA') return fail('wrong-algorithm');
  return header.typ === JWS_KINDS[kind].typ ? ok(header) : fail('wrong-type');
}

/** Undefined for what is no compact JWS, or larger than any message of the contract. */
function headerOf(token: string): Readonly<Record<string, unknown>> | undefined {
  if (token.length > MAX_MESSAGE_BYTES) return undefined;
  try {
    return decodeProtectedHeader(token);
  } catch {
    return undefined;
  }
}

async function verified(
  token: string,
  importKey: () => ReturnType<typeof importJWK>,
): Promise<Result<unknown, Distrust>> {
  let result: CompactVerifyResult;
  try {
    result = await compactVerify(token, await importKey(), { algorithms: ['EdDSA'] });
  } catch (error) {
    return fail(error instanceof errors.JWSInvalid ? 'not-a-jws' : 'bad-signature');
  }
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(result.payload)));
  } catch {
    return fail('bad-payload');
  }
}

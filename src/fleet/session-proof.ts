import { compactVerify, decodeProtectedHeader, errors, importJWK } from 'jose';
import { JWS_KINDS, type PublicKey, publicKeySchema } from '../contract/jws.ts';
import { type SessionClaims, type Status, sessionSchema } from '../contract/messages.ts';
import { fail, ok, type Result } from '../core/result.ts';
import { thumbprint } from './key-files.ts';

/** Why a status is not believed. */
export type SessionDistrust =
  | 'no-session'
  | 'not-a-jws'
  | 'wrong-type'
  | 'no-device-key'
  | 'other-device-key'
  | 'bad-signature'
  | 'bad-payload'
  | 'other-locker'
  | 'other-connection';

export interface SessionProof {
  readonly claims: SessionClaims;
  readonly fingerprint: string;
  readonly key: PublicKey;
}

export interface Pinned {
  readonly fingerprint: string | null;
  readonly key: PublicKey | null;
}

/** The device's public key travels in the token's own header (`jwk`); a pinned one is known without it. */
function keyOf(token: string, pinned: Pinned): Result<PublicKey, SessionDistrust> {
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    return fail('not-a-jws');
  }
  if (header.typ !== JWS_KINDS.session.typ) return fail('wrong-type');
  const { kty, crv, x } = header.jwk ?? {};
  const shown = publicKeySchema.safeParse({ kty, crv, x });
  if (shown.success) return ok(shown.data);
  return pinned.key ? ok(pinned.key) : fail('no-device-key');
}

/**
 * Checks the session that a status announces: signed by the device key of the pinned fingerprint, for this locker and
 * this connection. With nothing pinned, any key that signs for this locker will do: trust on first use, which the
 * caller must then pin and say.
 */
export async function proveSession(
  lockerId: string,
  status: Status,
  pinned: Pinned,
): Promise<Result<SessionProof, SessionDistrust>> {
  if (status.session === undefined) return fail('no-session');
  const key = keyOf(status.session, pinned);
  if (!key.ok) return key;
  const fingerprint = await thumbprint(key.value);
  if (pinned.fingerprint !== null && pinned.fingerprint !== fingerprint) return fail('other-device-key');
  const claims = await verifiedClaims(status.session, key.value);
  if (!claims.ok) return claims;
  if (claims.value.sub !== lockerId) return fail('other-locker');
  if (claims.value.connection !== status.connection) return fail('other-connection');
  return ok({ claims: claims.value, fingerprint, key: key.value });
}

async function verifiedClaims(token: string, key: PublicKey): Promise<Result<SessionClaims, SessionDistrust>> {
  try {
    const { payload } = await compactVerify(token, await importJWK(key, 'EdDSA'), { algorithms: ['EdDSA'] });
    const claims = sessionSchema.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    return claims.success ? ok(claims.data) : fail('bad-payload');
  } catch (error) {
    if (error instanceof errors.JOSEError) return fail('bad-signature');
    if (error instanceof SyntaxError) return fail('bad-payload');
    throw error;
  }
}

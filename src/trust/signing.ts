import { CompactSign } from 'jose';
import { JWS_KINDS } from '../contract/jws.ts';
import type { SessionClaims } from '../contract/messages.ts';
import type { DeviceKey } from './device-key.ts';

/**
 * The claims as a compact JWS by the device key. The public key travels along in the header (`jwk`, RFC 7515 §4.1.3),
 * so that a hub that has pinned only its fingerprint can check it.
 */
export function signSession(key: DeviceKey, claims: SessionClaims): Promise<string> {
  const { kty, crv, x } = key.publicKey;
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', typ: JWS_KINDS.session.typ, kid: key.fingerprint, jwk: { kty, crv, x } })
    .sign(key.privateKey);
}

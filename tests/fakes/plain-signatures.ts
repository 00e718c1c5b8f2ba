import type { JwsKind } from '../../src/contract/jws.ts';
import type { Signatures } from '../../src/controller/ports.ts';
import type { Moment } from '../../src/core/clock.ts';
import { fail, ok } from '../../src/core/result.ts';

/** For scenarios that must replay exactly: believes what names its kind, and needs a manifest first, as the real one. */
export class PlainSignatures implements Signatures {
  readonly fingerprint = 'plain';
  #hasManifest = false;
  readonly #keysEndMs: () => number;

  /** When the manifest's keys end, milliseconds since 1970: binding while the clock is trusted, as with the real one. */
  constructor(keysEndMs: () => number = () => Number.POSITIVE_INFINITY) {
    this.#keysEndMs = keysEndMs;
  }

  async verify(kind: Exclude<JwsKind, 'session'>, token: string, now: Moment) {
    let parsed: { kind?: string; payload?: unknown };
    try {
      parsed = JSON.parse(token);
    } catch {
      return fail('not-a-jws' as const);
    }
    if (parsed.kind !== kind) return fail('wrong-type' as const);
    if (kind !== 'keys' && !this.#hasManifest) return fail('unknown-key' as const);
    if (kind !== 'keys' && now.clock === 'trusted' && now.atMs > this.#keysEndMs()) return fail('key-expired' as const);
    return ok(parsed.payload);
  }

  useManifest(): void {
    this.#hasManifest = true;
  }

  async signSession(claims: unknown): Promise<string> {
    return plain('session', claims);
  }
}

export const plain = (kind: JwsKind, payload: unknown): string => JSON.stringify({ kind, payload });

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

  misfit(kind: JwsKind, token: string) {
    const read = readPlain(kind, token);
    return read.ok ? undefined : read.failure;
  }

  async verify(kind: Exclude<JwsKind, 'session'>, token: string, now: Moment) {
    const read = readPlain(kind, token);
    if (!read.ok || kind === 'keys') return read;
    if (!this.#hasManifest) return fail('unknown-key' as const);
    return now.clock === 'trusted' && now.atMs > this.#keysEndMs() ? fail('key-expired' as const) : read;
  }

  useManifest(): void {
    this.#hasManifest = true;
  }

  async signSession(claims: unknown): Promise<string> {
    return plain('session', claims);
  }
}

function readPlain(kind: JwsKind, token: string) {
  try {
    const parsed = JSON.parse(token) as { kind?: string; payload?: unknown } | null;
    return parsed?.kind === kind ? ok(parsed.payload) : fail('wrong-type' as const);
  } catch {
    return fail('not-a-jws' as const);
  }
}

export const plain = (kind: JwsKind, payload: unknown): string => JSON.stringify({ kind, payload });

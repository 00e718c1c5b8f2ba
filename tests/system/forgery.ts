import { join } from 'node:path';
import { CompactSign, decodeJwt } from 'jose';
import type { JwsKind } from '../../src/contract/jws.ts';
import { codeMac } from '../../src/core/pickup-code.ts';
import { type HubKey, makeKey, readKey } from '../../src/fleet/key-files.ts';
import { signWith } from '../../src/fleet/signing.ts';
import { DOORS, LOCKER_ID } from './cabinet-file.ts';

export const FORGED_CODE = '90909090';
export const FORGED_ORDER = 'O-forged';

/** An orders document of one part that would put one order into the cabinet. */
export function ordersDocument(revision: number, aud = LOCKER_ID, parts = 1): Readonly<Record<string, unknown>> {
  const order = {
    ...{ id: FORGED_ORDER, pickupId: 'P-forged', codeMac: codeMac(new Uint8Array(32), LOCKER_ID, FORGED_CODE) },
    ...{ zone: 'ambient', size: 'S', low: false, collectBy: '2099-01-01T00:00:00.000Z', remindAfterMin: 30 },
    items: [{ sku: 'x', name: { zh: '假', en: 'Forged' }, quantity: 1 }],
    state: 'active',
  };
  return { aud, revision, part: 1, parts, orders: [order] };
}

/** A command to open the last door, good for this session in everything but who signed it. */
export function openCommand(sessionToken: string): Readonly<Record<string, unknown>> {
  const { nonce, monotonicMs } = decodeJwt<{ nonce: string; monotonicMs: number }>(sessionToken);
  const args = { compartment: DOORS, generation: 0, purpose: { kind: 'inspect' }, reason: 'forged' };
  return { id: 'C-forged-0001', aud: LOCKER_ID, session: nonce, notAfterMs: monotonicMs + 600_000, type: 'open', args };
}

/** The hub's real working key, and a key of the forger's own that goes by the same name. */
export class Pens {
  readonly #working: HubKey;
  readonly #forgers: HubKey;

  private constructor(working: HubKey, forgers: HubKey) {
    this.#working = working;
    this.#forgers = forgers;
  }

  static async find(hubDirectory: string): Promise<Pens> {
    const working = await readKey(join(hubDirectory, 'keys'), 'working');
    if (!working) throw new Error('the hub has no working key');
    const made = await makeKey(join(hubDirectory, 'forger'), 'working');
    return new Pens(working, { ...made, kid: working.kid });
  }

  genuine(kind: JwsKind, payload: unknown): Promise<string> {
    return signWith(this.#working, kind, payload);
  }

  /** By the hub's own key, but with whatever header. */
  headed(header: Readonly<Record<string, unknown>>, payload: unknown): Promise<string> {
    return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'EdDSA', kid: this.#working.kid, ...header })
      .sign(this.#working.privateKey);
  }

  forged(kind: JwsKind, payload: unknown): Promise<string> {
    return signWith(this.#forgers, kind, payload);
  }
}

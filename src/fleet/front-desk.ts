import { desiredOrderSchema, desiredStaffSchema } from '../contract/documents.ts';
import { LOCKER_ID } from '../contract/topics.ts';
import type { Size, Text, Zone } from '../core/cabinet.ts';
import { isoTime } from '../core/clock.ts';
import type { Clock, Random } from '../core/environment.ts';
import { CODE_KEY_BYTES, codeMac, newCode, staffMac } from '../core/pickup-code.ts';
import { ok, type Result } from '../core/result.ts';
import type { Role } from '../core/staff.ts';
import { fitsPart } from './documents-out.ts';
import { failure, type HubFailure } from './failure.ts';
import type { HubStore } from './hub-store.ts';

export interface NewOrder {
  readonly locker: string;
  readonly zone: Zone;
  readonly size: Size;
  readonly low?: boolean;
  /** RFC 3339, UTC. */
  readonly collectBy: string;
  readonly remindAfterMin?: number;
  readonly items: readonly {
    readonly sku: string;
    readonly name: Text;
    readonly lot?: string;
    readonly quantity: number;
  }[];
  /** Joins a pickup that lives, and shares its code. A new pickup of a drawn id without it. */
  readonly pickupId?: string;
  /** Drawn without it. */
  readonly id?: string;
}

export interface PlacedOrder {
  readonly orderId: string;
  readonly pickupId: string;
  /** Shown once, kept nowhere. Null for an order that joined a pickup: the code that the resident has already. */
  readonly code: string | null;
}

export interface NewStaff {
  readonly locker: string;
  /** 4 digits. */
  readonly number: string;
  readonly name: string;
  readonly role: Role;
  /** RFC 3339, UTC; from now and for a year without them. */
  readonly from?: string;
  readonly until?: string;
}

const FINGERPRINT = /^[A-Za-z0-9_-]{43}$/;
const YEAR_MS = 365 * 24 * 3_600_000;
/** With 60 of 100,000,000 codes in use one draw in 1.67 million collides: never so often by chance. */
const MAX_DRAWS = 50;

/** Problems of an input, named by their place in it. */
const problems = (issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): string =>
  issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`).join('; ');

/** Lockers, orders and staff as the operator enters them. Nothing here is published: see `Publisher`. */
export class FrontDesk {
  readonly #store: HubStore;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(store: HubStore, clock: Clock, random: Random) {
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
  }

  /** `codeKey`: the locker's secret for pickup codes, at least 32 bytes, the same as in its credential file. */
  addLocker(id: string, codeKey: Uint8Array): Result<void, HubFailure> {
    if (!LOCKER_ID.test(id)) {
      return failure('bad-locker-id', `"${id}" is no locker id: 1 to 64 letters, digits, "-" or "_".`);
    }
    if (codeKey.length < CODE_KEY_BYTES) {
      return failure('bad-code-key', `The code key has ${codeKey.length} bytes; it needs at least ${CODE_KEY_BYTES}.`);
    }
    const added = this.#store.transact(() => this.#store.lockers.add(id, codeKey));
    return added ? ok(undefined) : failure('locker-exists', `The hub has a locker "${id}" already.`);
  }

  /**
   * Believes only the device key of this fingerprint (as `larder status` shows it) from now on; null: the next one that
   * the locker shows. For a locker whose device was replaced, or to need no trust on first use.
   */
  pinDevice(id: string, fingerprint: string | null): Result<void, HubFailure> {
    if (fingerprint !== null && !FINGERPRINT.test(fingerprint)) {
      return failure('bad-fingerprint', 'A fingerprint has 43 letters, digits, "-" or "_": see "larder status".');
    }
    return this.#store.transact(() => {
      if (!this.#store.lockers.get(id)) return this.#unknown(id);
      this.#store.lockers.pin(id, fingerprint, null);
      this.#store.lockers.endSession(id);
      return ok(undefined);
    });
  }

  placeOrder(wanted: NewOrder): Result<PlacedOrder, HubFailure> {
    return this.#store.transact(() => this.#placeOrder(wanted));
  }

  #placeOrder(wanted: NewOrder): Result<PlacedOrder, HubFailure> {
    const { locker, pickupId: joined, id: givenId, ...rest } = wanted;
    const codeKey = this.#store.lockers.get(locker)?.codeKey;
    if (!codeKey) return this.#unknown(locker);
    const orderId = givenId ?? this.#drawId('O');
    const pickupId = joined ?? this.#drawId('P');
    const pickup = this.#store.orders.pickup(locker, pickupId);
    if (pickup.state === 'over') return failure('pickup-over', `Pickup ${pickupId} is over: place a new one.`);
    if (this.#store.orders.get(locker, orderId)) {
      return failure('order-exists', `${locker} has an order ${orderId} already.`);
    }
    const draft = { ...rest, id: orderId, pickupId, codeMac: pickup.codeMac || codeMac(codeKey, locker, '') };
    const checked = desiredOrderSchema.safeParse(draft);
    if (!checked.success) return failure('bad-order', problems(checked.error.issues));
    if (!fitsPart(checked.data)) return failure('bad-order', 'items: more text than one message can carry');
    const code = pickup.state === 'live' ? null : this.#drawCode(locker, pickupId, codeKey);
    const mac = code === null ? pickup.codeMac : codeMac(codeKey, locker, code);
    this.#store.orders.add(locker, { ...checked.data, codeMac: mac });
    this.#store.lockers.touch(locker);
    return ok({ orderId, pickupId, code });
  }

  /** The order opens nothing once the locker has the new document; its code is free when the locker says so. */
  revokeOrder(locker: string, orderId: string): Result<void, HubFailure> {
    return this.#store.transact(() => {
      const order = this.#store.orders.get(locker, orderId);
      if (!order) return failure('unknown-order', `${locker} has no order ${orderId}.`);
      if (!this.#store.orders.revoke(locker, orderId)) {
        return failure('order-over', `Order ${orderId} is over already: ${order.state}.`);
      }
      this.#store.lockers.touch(locker);
      return ok(undefined);
    });
  }

  /** `secret`: 8 digits, shown once, kept nowhere. */
  addStaff(wanted: NewStaff): Result<{ readonly id: string; readonly secret: string }, HubFailure> {
    return this.#store.transact(() => {
      const { locker, number, name, role } = wanted;
      const codeKey = this.#store.lockers.get(locker)?.codeKey;
      if (!codeKey) return this.#unknown(locker);
      const { wallMs } = this.#clock.read();
      const secret = this.#newCode();
      const id = this.#drawId('S');
      const secretMac = staffMac(codeKey, locker, number, secret);
      const from = wanted.from ?? isoTime(wallMs);
      const until = wanted.until ?? isoTime(wallMs + YEAR_MS);
      const checked = desiredStaffSchema.safeParse({ id, number, name, role, secretMac, from, until });
      if (!checked.success) return failure('bad-staff', problems(checked.error.issues));
      if (!this.#store.staff.add(locker, checked.data)) {
        return failure('number-taken', `Number ${number} is somebody else's at ${locker}.`);
      }
      this.#store.lockers.touch(locker);
      return ok({ id, secret });
    });
  }

  removeStaff(locker: string, number: string): Result<void, HubFailure> {
    return this.#store.transact(() => {
      if (!this.#store.staff.remove(locker, number)) {
        return failure('unknown-staff', `Nobody at ${locker} has the number ${number}.`);
      }
      this.#store.lockers.touch(locker);
      return ok(undefined);
    });
  }

  #drawCode(locker: string, pickupId: string, codeKey: Uint8Array): string {
    for (let draw = 0; draw < MAX_DRAWS; draw += 1) {
      const code = this.#newCode();
      if (this.#store.orders.addPickup(locker, pickupId, codeMac(codeKey, locker, code))) return code;
    }
    throw new Error(`${MAX_DRAWS} codes drawn, each in use: the source of random bytes is broken`);
  }

  #newCode(): string {
    return newCode((count) => this.#random.bytes(count));
  }

  #drawId(letter: string): string {
    return `${letter}-${Buffer.from(this.#random.bytes(6)).toString('hex')}`;
  }

  #unknown(locker: string): ReturnType<typeof failure> {
    return failure('unknown-locker', `The hub knows no locker "${locker}": add it first.`);
  }
}

/** A resident's code, from the eighth digit to the order collected (05). */
import type { Moment } from '../core/clock.ts';
import { release } from '../core/compartment.ts';
import type { OpeningStep } from '../core/opening.ts';
import { type CollectRefusal, collect, countReopen, mayOpen, type Order, type ReopenLimits } from '../core/order.ts';
import { codeMac, sameMac } from '../core/pickup-code.ts';
import { fullBucket, returnToken, takeToken, triesLeft } from '../core/throttle.ts';
import { isUnderWay } from './expiry.ts';
import type { Decision, Effects, Openings, Requested } from './openings.ts';
import type { Store, Tx } from './ports.ts';

export type CodeRefusal =
  | { readonly kind: 'unknown'; readonly triesLeft: number }
  | { readonly kind: 'throttled'; readonly waitMs: number }
  | { readonly kind: CollectRefusal };

export interface PickUpNeeds {
  readonly store: Store;
  readonly openings: Openings;
  readonly lockerId: string;
  readonly codeKey: Uint8Array;
  readonly limits: ReopenLimits;
  /** The time that expiry is judged on. */
  readonly confirmedMs: () => number;
}

export class PickUp {
  readonly #needs: PickUpNeeds;
  /** A token is taken and committed, and no code has been compared for it yet. */
  #paidAhead = false;

  constructor(needs: PickUpNeeds) {
    this.#needs = needs;
  }

  /** Takes the token of a code that is about to be whole, so that its last digit waits for one commit less. */
  payAhead(): void {
    if (this.#paidAhead) return;
    this.#paidAhead = this.#needs.store.transact((tx) => {
      const { bucket, taken } = takeToken(tx.bucket.get() ?? fullBucket(tx.now), tx.now);
      if (taken) tx.bucket.put(bucket);
      return taken;
    });
  }

  /** The entry was given up before anything was compared: its token goes back. */
  takeBack(): void {
    if (!this.#paidAhead) return;
    this.#needs.store.transact((tx) => tx.bucket.put(returnToken(tx.bucket.get() ?? fullBucket(tx.now))));
    this.#paidAhead = false;
  }

  /**
   * Checks a code of 8 digits and opens the door of its first order. The keypad's token is committed before the
   * comparison, in a transaction of its own, so that pulling the plug gives no free try.
   */
  enterCode(code: string): Requested<CodeRefusal> {
    const { openings, lockerId, codeKey } = this.#needs;
    const toll = this.#pay();
    if (!toll.taken) return { kind: 'refused', refusal: { kind: 'throttled', waitMs: toll.waitMs } };
    const mac = codeMac(codeKey, lockerId, code);
    return openings.request((tx): Decision<CodeRefusal> => {
      const orders = tx.orders.byCodeMac(mac).filter((order) => sameMac(order.codeMac, mac));
      if (orders.length === 0) return this.#refuseUnknown(tx);
      tx.bucket.put(returnToken(tx.bucket.get() ?? fullBucket(tx.now)));
      return this.#decide(tx, orders, 'code');
    });
  }

  /** One token for each comparison, never two codes for one. */
  #pay(): { taken: boolean; waitMs: number } {
    const paid = this.#paidAhead;
    this.#paidAhead = false;
    return paid ? { taken: true, waitMs: 0 } : this.#needs.store.transact((tx) => payToll(tx, 'keypad'));
  }

  /** Opens the same door once more: while it stands open, or within the grace after it closed. */
  openAgain(orderId: string): Requested<CodeRefusal> {
    return this.#openOrder(orderId);
  }

  /** A new attempt after a jam: the order is still stored. */
  tryAgain(orderId: string): Requested<CodeRefusal> {
    return this.#openOrder(orderId);
  }

  /** Opens the next order of the same pickup that may be collected: doors one after another. */
  openNext(pickupId: string): Requested<CodeRefusal> | undefined {
    const next = this.#needs.store.transact((tx) =>
      tx.orders.byPickup(pickupId).find((order) => this.#verdict(tx, order) === 'collect'),
    );
    return next && this.#openOrder(next.id);
  }

  #openOrder(orderId: string): Requested<CodeRefusal> {
    return this.#needs.openings.request((tx): Decision<CodeRefusal> => {
      const order = tx.orders.get(orderId);
      return order ? this.#decide(tx, [order], 'screen') : { kind: 'refuse', refusal: { kind: 'already-collected' } };
    });
  }

  #refuseUnknown(tx: Tx): Decision<CodeRefusal> {
    tx.journal.append({ type: 'code.refused', data: { reason: 'unknown', channel: 'keypad' } });
    const left = triesLeft(tx.bucket.get() ?? fullBucket(tx.now));
    return { kind: 'refuse', refusal: { kind: 'unknown', triesLeft: left } };
  }

  #decide(tx: Tx, orders: readonly Order[], channel: 'code' | 'screen'): Decision<CodeRefusal> {
    const verdicts = orders.map((order) => ({ order, verdict: this.#verdict(tx, order) }));
    const collectable = verdicts.filter(({ verdict }) => verdict === 'collect');
    const chosen =
      collectable.find(({ order }) => !failedLast(tx, order)) ??
      collectable[0] ??
      verdicts.find(({ verdict }) => verdict === 'reopen') ??
      verdicts[0];
    if (!chosen) return { kind: 'refuse', refusal: { kind: 'already-collected' } };
    const { order, verdict } = chosen;
    if (verdict !== 'collect' && verdict !== 'reopen') {
      tx.journal.append({
        type: 'code.refused',
        data: { reason: verdict, channel: 'keypad', orderId: order.id },
      });
      return { kind: 'refuse', refusal: { kind: verdict } };
    }
    return { kind: 'open', intent: this.#intent(order, verdict, channel) };
  }

  /**
   * As `mayOpen`, but a door that still stands open for this order may pulse again only within the reopen limits, and who
   * began to collect in time comes to an end.
   */
  #verdict(tx: Tx, order: Order): ReturnType<typeof mayOpen> {
    const { limits, openings, confirmedMs } = this.#needs;
    const compartment = order.compartment === null ? undefined : tx.compartments.get(order.compartment);
    const byTheClock = mayOpen(order, compartment, limits, tx.now, confirmedMs());
    const inTime = byTheClock === 'expired' && order.state === 'stored' && isUnderWay(tx, order);
    const verdict = inTime ? 'collect' : byTheClock;
    if (verdict !== 'collect' || order.compartment === null) return verdict;
    const running = openings.active(order.compartment);
    const ours = running !== undefined && 'orderId' in running.purpose && running.purpose.orderId === order.id;
    // A door that reads open for so long may be shut behind a cut wire: its resident may always try.
    if (!ours || running.state !== 'open') return 'collect';
    return order.reopens < limits.reopenTimes ? 'reopen' : 'already-collected';
  }

  #intent(order: Order, verdict: 'collect' | 'reopen', channel: 'code' | 'screen') {
    const compartment = order.compartment ?? 0;
    const generation = order.generation ?? 0;
    return {
      compartment,
      generation,
      purpose: { kind: verdict, orderId: order.id } as const,
      record: (tx: Tx, opening: { attempt: number; doorAtRequest: 'open' | 'closed' | 'unknown' }): void => {
        if (verdict === 'reopen') tx.orders.put(countReopen(order));
        const { attempt, doorAtRequest } = opening;
        tx.journal.append({
          type: verdict === 'reopen' ? 'order.reopened' : 'order.opened',
          data: { orderId: order.id, compartment, generation, attempt, channel, doorAtRequest },
        });
      },
    };
  }

  /** Whether the screen may offer "open again" for this order now. */
  canOpenAgain(orderId: string): boolean {
    const { store, limits } = this.#needs;
    return store.transact((tx) => {
      const order = tx.orders.get(orderId);
      if (!order || order.reopens >= limits.reopenTimes) return false;
      const compartment = order.compartment === null ? undefined : tx.compartments.get(order.compartment);
      return order.state === 'stored' || compartment?.occupancy === 'presumed-empty';
    });
  }
}

/** The last try at this order's door came to nothing: the other doors of its pickup go first. */
function failedLast(tx: Tx, { compartment }: Order): boolean {
  const state = compartment === null ? undefined : tx.openings.latestOf(compartment)?.state;
  return state === 'jammed' || state === 'not-sent' || state === 'uncertain';
}

/** Takes a token from the keypad's bucket and records a refusal when there is none. Residents and staff share it. */
export function payToll(tx: Tx, channel: 'keypad' | 'staff'): { taken: boolean; waitMs: number } {
  const { bucket, taken, waitMs } = takeToken(tx.bucket.get() ?? fullBucket(tx.now), tx.now);
  tx.bucket.put(bucket);
  if (!taken) {
    tx.journal.append({ type: 'code.refused', data: { reason: 'throttled', channel } });
    tx.journal.append({ type: 'keypad.throttled', data: { waitMs } });
  }
  return { taken, waitMs };
}

/** What the facts of a resident's opening do to the order: collected when the door closes, never earlier. */
export const collectEffects: Effects = (tx, { opening, fact, door }) => {
  if (opening.purpose.kind !== 'collect') return;
  const order = tx.orders.get(opening.purpose.orderId);
  // One that was revoked or expired while its door stood open has been taken out all the same.
  if (order?.generation !== opening.generation || (order.state !== 'stored' && order.state !== 'expired')) return;
  if (fact === 'uncertain') {
    const { compartment } = opening;
    tx.journal.append({ type: 'order.uncertain', data: { orderId: order.id, compartment, door } });
  }
  if (fact === 'closed') collectOrder(tx, order, opening);
};

function collectOrder(tx: Tx, order: Order, opening: OpeningStep['opening']): void {
  const { observed, compartment: number } = opening;
  const collectedAt: Moment = tx.now;
  tx.orders.put(collect(order, collectedAt));
  const compartment = tx.compartments.get(number);
  if (compartment?.generation === order.generation) {
    tx.compartments.put(release(compartment, observed ? 'presumed-empty' : 'unconfirmed'));
  }
  tx.journal.append({ type: 'order.collected', data: { orderId: order.id, compartment: number, observed } });
}

/** A door opened again changes nothing about its order; one whose pulse never left is not counted. */
export const reopenEffects: Effects = (tx, { opening, fact }) => {
  if (opening.purpose.kind !== 'reopen' || fact !== 'not-sent') return;
  const order = tx.orders.get(opening.purpose.orderId);
  if (order && order.reopens > 0) tx.orders.put({ ...order, reopens: order.reopens - 1 });
};

/**
 * Ends orders at their `collectBy`, once a minute of the monotonic clock, by the confirmed time (core/confirmed-time.ts).
 * A stored order keeps its compartment until a stocker has removed it. Whoever stands at the door wins: nothing ends while
 * its pickup is under way.
 */

import { elapsedMs } from '../core/clock.ts';
import type { Compartment } from '../core/compartment.ts';
import { JUMP_MS } from '../core/confirmed-time.ts';
import { expire, isOverdue, type Order, revive, stateBeforeExpiry } from '../core/order.ts';
import type { Openings } from './openings.ts';
import type { Cancel, Log, Scheduler, Store, Tx } from './ports.ts';

const LOOK_EVERY_MS = 60_000;
/** Who began to collect in time may try again after a jam, and open the other doors of the pickup, for so long. */
const UNDER_WAY_MS = 5 * 60_000;

export interface ExpiryNeeds {
  readonly store: Store;
  readonly openings: Openings;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly confirmedMs: () => number;
  /** What may be loaded has changed. */
  readonly onExpired: () => void;
}

export class Expiry {
  readonly #needs: ExpiryNeeds;
  #cancel: Cancel = () => {};

  constructor(needs: ExpiryNeeds) {
    this.#needs = needs;
  }

  /** After the openings were recovered: they are what an order may be waiting for. */
  start(): void {
    this.#cancel = this.#needs.scheduler.every(LOOK_EVERY_MS, () => this.#look());
  }

  stop(): void {
    this.#cancel();
  }

  #look(): void {
    const { store, log, onExpired } = this.#needs;
    try {
      if (store.transact((tx) => this.#expireDue(tx)) > 0) onExpired();
    } catch (error) {
      log.error('store-failed', { doing: 'expiry', message: String(error) });
    }
  }

  #expireDue(tx: Tx): number {
    const nowMs = this.#needs.confirmedMs();
    const due = tx.orders.inState('stored', 'assigned').filter((order) => isOverdue(order, nowMs));
    if (due.length === 0) return 0;
    const compartments = new Map(tx.compartments.all().map((each) => [each.orderId, each]));
    const ended = due.filter((order) => !this.#isBusy(tx, order, compartments.get(order.id)));
    for (const order of ended) {
      tx.orders.put(expire(order, tx.now));
      tx.journal.append({ type: 'order.expired', data: { orderId: order.id, compartment: order.compartment } });
    }
    return ended.length;
  }

  /** An order that is being loaded is stored or given up first. */
  #isBusy(tx: Tx, order: Order, compartment: Compartment | undefined): boolean {
    if (order.state === 'assigned') return compartment !== undefined;
    return (compartment && this.#needs.openings.active(compartment.number)) !== undefined || isUnderWay(tx, order);
  }
}

/** A door of this order's pickup was asked for a short while ago. */
export function isUnderWay(tx: Tx, { pickupId }: Order): boolean {
  return tx.orders.byPickup(pickupId).some(({ id, compartment }) => {
    const latest = compartment === null ? undefined : tx.openings.latestOf(compartment);
    if (latest?.purpose.kind !== 'collect' || latest.purpose.orderId !== id) return false;
    return elapsedMs(latest.startedAt, tx.now) <= UNDER_WAY_MS;
  });
}

/**
 * A clock that was believed turned out to be ahead: orders that it ended are good again, if their food is still where it
 * was and no other pickup has got their code meanwhile. Those that ended within an hour of the truth stay ended.
 */
export function reviveExpired(tx: Tx, confirmedMs: number): void {
  for (const order of tx.orders.inState('expired', 'removed')) {
    const compartment = order.compartment === null ? undefined : tx.compartments.get(order.compartment);
    const state = stateBeforeExpiry(order, compartment);
    if (state === undefined || isOverdue(order, confirmedMs + JUMP_MS) || hasNewOwner(tx, order)) continue;
    tx.orders.put(revive(order, state));
    tx.journal.append({ type: 'order.revived', data: { orderId: order.id, compartment: order.compartment } });
  }
}

/** The code opens another pickup's door by now. */
export const hasNewOwner = (tx: Tx, { codeMac, pickupId }: Pick<Order, 'codeMac' | 'pickupId'>): boolean =>
  tx.orders
    .byCodeMac(codeMac)
    .some((other) => other.pickupId !== pickupId && (other.state === 'assigned' || other.state === 'stored'));

/**
 * Loading a delivery, order by order (05, Staff):
 *
 *   sign in ─▶ pick an order ─▶ a compartment is given to it ─▶ door opens ─▶ (was it empty?) ─▶ door closes ─▶ stored
 *
 * The order is stored only when the door has closed AND somebody knows that the space was empty before.
 */
import type { Door } from '../core/cabinet.ts';
import { allocate, assignTo, type Compartment, release } from '../core/compartment.ts';
import { mayBeInside } from '../core/door-check.ts';
import type { LoadingPage } from '../core/kiosk-stage.ts';
import type { Opening } from '../core/opening.ts';
import { isBelievedIn, type Order, store as storeOrder } from '../core/order.ts';
import { sameMac, staffMac } from '../core/pickup-code.ts';
import { isValid, type StaffMember } from '../core/staff.ts';
import { fullBucket, returnToken, triesLeft } from '../core/throttle.ts';
import type { Decision, Effects, Openings, Requested } from './openings.ts';
import { payToll } from './pick-up.ts';
import type { Store, Tx } from './ports.ts';

export type SignIn =
  | { readonly kind: 'signed-in'; readonly member: StaffMember }
  | { readonly kind: 'refused'; readonly triesLeft: number }
  | { readonly kind: 'throttled'; readonly waitMs: number };

export type LoadRefusal = 'no-such-order' | 'cabinet-full';

export interface StockNeeds {
  readonly store: Store;
  readonly openings: Openings;
  readonly lockerId: string;
  readonly codeKey: Uint8Array;
  readonly doors: readonly Door[];
  /** The time that the staff document's dates are judged on. */
  readonly confirmedMs: () => number;
}

/** How far a loading is. */
export interface LoadState {
  readonly askEmpty: boolean;
  /** The compartment is still this order's. */
  readonly given: boolean;
  readonly stored: boolean;
}

export class Stock {
  readonly #needs: StockNeeds;

  constructor(needs: StockNeeds) {
    this.#needs = needs;
  }

  /** Number and secret, by the same bucket as the residents' codes. Works offline. */
  signIn(number: string, secret: string): SignIn {
    const { store, lockerId, codeKey, confirmedMs } = this.#needs;
    const toll = store.transact((tx) => payToll(tx, 'staff'));
    if (!toll.taken) return { kind: 'throttled', waitMs: toll.waitMs };
    const mac = staffMac(codeKey, lockerId, number, secret);
    return store.transact((tx): SignIn => {
      const member = tx.staff.byNumber(number);
      if (!member || !sameMac(member.secretMac, mac) || !isValid(member, tx.now, confirmedMs())) {
        tx.journal.append({ type: 'code.refused', data: { reason: 'unknown', channel: 'staff' } });
        return { kind: 'refused', triesLeft: triesLeft(tx.bucket.get() ?? fullBucket(tx.now)) };
      }
      tx.bucket.put(returnToken(tx.bucket.get() ?? fullBucket(tx.now)));
      tx.journal.append({ type: 'staff.signed-in', data: { staffId: member.id, role: member.role } });
      this.giveUpLeft(tx);
      return { kind: 'signed-in', member };
    });
  }

  /** Loadings that nobody will see to their end any more: their orders wait again, their spaces are unconfirmed. */
  giveUpLeft(tx: Tx): void {
    for (const compartment of tx.compartments.all()) {
      const left = compartment.occupancy === 'loading' && !this.#needs.openings.active(compartment.number);
      if (left) tx.compartments.put(release(compartment, 'unconfirmed'));
    }
  }

  signOut(staffId: string, idle: boolean): void {
    this.#needs.store.transact((tx) => tx.journal.append({ type: 'staff.signed-out', data: { staffId, idle } }));
  }

  /** The orders that wait to be loaded, each with the compartment that it would get now; not those that may be inside. */
  waiting(): readonly { readonly order: Order; readonly compartment: number | null }[] {
    const { store, doors } = this.#needs;
    return store.transact((tx) => {
      const assigned = tx.orders.inState('assigned');
      const compartments = tx.compartments.all();
      const free = unbelieved(compartments, assigned);
      const loading = new Set(compartments.map((c) => c.orderId));
      return assigned
        .filter((order) => !loading.has(order.id) && !mayBeInside(order, compartments))
        .map((order) => ({ order, compartment: allocate(order, doors, free) ?? null }));
    });
  }

  /** Gives the order its compartment and opens the door, in one commit. */
  load(orderId: string, staffId: string): Requested<LoadRefusal> {
    const { openings, doors } = this.#needs;
    return openings.request((tx): Decision<LoadRefusal> => {
      const order = tx.orders.get(orderId);
      const compartments = tx.compartments.all();
      // Its door may still stand open from before a power cut: a second compartment would split the delivery.
      const beingLoaded = compartments.some((c) => c.orderId === orderId);
      if (order?.state !== 'assigned' || beingLoaded || mayBeInside(order, compartments)) {
        return { kind: 'refuse', refusal: 'no-such-order' };
      }
      const free = unbelieved(compartments, tx.orders.inState('assigned'));
      const number = allocate(order, doors, free);
      const compartment = number === undefined ? undefined : tx.compartments.get(number);
      if (!compartment) return { kind: 'refuse', refusal: 'cabinet-full' };
      const given = assignTo(compartment, order.id);
      tx.compartments.put(given);
      tx.facts.put(emptyKey(given.number), compartment.occupancy === 'confirmed-empty' ? 'yes' : 'ask');
      return { kind: 'open', intent: loadIntent(given.number, given.generation, orderId, staffId) };
    });
  }

  /** The person at the door says whether the compartment was empty. No: it is taken out of this order's way. */
  wasEmpty(loading: LoadingPage, staffId: string, empty: boolean): LoadState {
    const { compartment, orderId } = loading;
    return this.#needs.store.transact((tx) => {
      if (tx.compartments.get(compartment)?.orderId !== orderId)
        return { askEmpty: false, given: false, stored: false };
      const type = empty ? 'compartment.confirmed-empty' : 'compartment.not-empty';
      tx.journal.append({ type, data: { compartment, staffId } });
      if (!empty) {
        giveUp(tx, compartment, orderId, undefined, true);
        return { askEmpty: false, given: false, stored: false };
      }
      tx.facts.put(emptyKey(compartment), 'yes');
      const latest = tx.openings.latestOf(compartment);
      return { askEmpty: false, given: true, stored: latest?.state === 'closed' && tryStore(tx, latest) };
    });
  }

  /** Ends a loading that will not come to its end: the order is still to be loaded, the space unconfirmed. */
  giveUp(compartment: number, orderId: string, generation?: number): void {
    this.#needs.store.transact((tx) => giveUp(tx, compartment, orderId, generation));
  }

  loadState(compartment: number, orderId: string): LoadState {
    return this.#needs.store.transact((tx) => {
      const given = tx.compartments.get(compartment);
      return {
        askEmpty: tx.facts.get(emptyKey(compartment)) !== 'yes',
        given: given?.orderId === orderId,
        stored: given?.orderId === orderId && given.occupancy === 'occupied',
      };
    });
  }
}

/** Without the compartments that somebody's order is believed to be in. */
const unbelieved = (compartments: readonly Compartment[], assigned: readonly Order[]): readonly Compartment[] =>
  compartments.filter(({ number }) => !assigned.some((order) => isBelievedIn(order, number)));

const emptyKey = (compartment: number): string => `known-empty-${compartment}`;

const loadIntent = (compartment: number, generation: number, orderId: string, staffId: string) => ({
  compartment,
  generation,
  purpose: { kind: 'store', orderId, staffId } as const,
  record: (tx: Tx, { attempt }: Opening): void => {
    tx.journal.append({ type: 'staff.opened', data: { staffId, orderId, compartment, generation, attempt } });
  },
});

/** Stores the order if the space is known to have been empty and still belongs to it. */
function tryStore(tx: Tx, opening: Opening): boolean {
  const { purpose, compartment: number } = opening;
  if (purpose.kind !== 'store' || tx.facts.get(emptyKey(number)) !== 'yes') return false;
  const order = tx.orders.get(purpose.orderId);
  const compartment = tx.compartments.get(number);
  if (order?.state !== 'assigned' || compartment?.orderId !== order.id) return false;
  if (compartment.generation !== opening.generation || compartment.occupancy !== 'loading') return false;
  tx.compartments.put({ ...compartment, occupancy: 'occupied', doubts: 0, toCheck: false });
  tx.orders.put(storeOrder(order, compartment, tx.now));
  const { generation } = compartment;
  const { staffId, orderId } = purpose;
  tx.journal.append({ type: 'order.stored', data: { orderId, compartment: number, generation, staffId } });
  return true;
}

/** Only while it is still this loading's: another one may have begun there by now. */
function giveUp(tx: Tx, number: number, orderId: string, generation?: number, trouble = false): void {
  const compartment = tx.compartments.get(number);
  if (compartment?.occupancy !== 'loading' || compartment.orderId !== orderId) return;
  if (generation !== undefined && compartment.generation !== generation) return;
  const doubts = compartment.doubts + (trouble ? 1 : 0);
  tx.compartments.put({ ...release(compartment, 'unconfirmed'), doubts });
}

/** What the facts of a stocker's opening do: a closed door stores the order; a door that never opened changes nothing. */
export const storeEffects: Effects = (tx, { opening, fact }) => {
  if (fact === 'closed') tryStore(tx, opening);
  if (fact !== 'jammed' && fact !== 'not-sent' && fact !== 'uncertain') return;
  if (opening.purpose.kind === 'store')
    giveUp(tx, opening.compartment, opening.purpose.orderId, opening.generation, true);
};

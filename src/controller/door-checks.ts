/**
 * Door by door, a member says what is behind the doors that have to be checked (05, When the database is lost):
 *
 *   pick a door ─▶ it opens ─▶ what is in it? ─▶ it closes ─▶ concluded
 *
 * INVARIANT: a door is concluded only when it has closed and the member who opened it has answered and stayed. The answer
 * lives in memory alone: after a power cut, or when the member has gone, nothing is known and the door waits as before.
 */
import type { Door } from '../core/cabinet.ts';
import { type Compartment, mustCheck } from '../core/compartment.ts';
import { type Checker, conclude, type Finding } from '../core/door-check.ts';
import type { Opening } from '../core/opening.ts';
import { isBelievedIn, type Order } from '../core/order.ts';
import type { Decision, Effects, Openings, Requested } from './openings.ts';
import type { Store, Tx } from './ports.ts';

export interface DoorToCheck {
  readonly door: Door;
  readonly held: boolean;
  /** What is stored or believed to be behind it. */
  readonly order: Order | undefined;
}

export interface DoorChecksNeeds {
  readonly store: Store;
  readonly openings: Openings;
  readonly doors: readonly Door[];
}

interface Check {
  readonly openingId: number;
  readonly answer: { readonly finding: Finding; readonly checker: Checker } | null;
  readonly concluded: boolean;
}

export class DoorChecks {
  readonly #needs: DoorChecksNeeds;
  #current: Check | undefined;

  constructor(needs: DoorChecksNeeds) {
    this.#needs = needs;
  }

  list(): readonly DoorToCheck[] {
    const { store, doors } = this.#needs;
    return store.transact((tx) =>
      doors.flatMap((door) => {
        const compartment = tx.compartments.get(door.compartment);
        if (!compartment || !mustCheck(compartment)) return [];
        return [{ door, held: compartment.hold !== null, order: ordersIn(tx, compartment)[0] }];
      }),
    );
  }

  /** Opens a door that has to be checked; every other one is refused. */
  open(number: number, staffId: string): Requested<'nothing-to-check'> {
    const requested = this.#needs.openings.request((tx): Decision<'nothing-to-check'> => {
      const compartment = tx.compartments.get(number);
      if (!compartment || !mustCheck(compartment)) return { kind: 'refuse', refusal: 'nothing-to-check' };
      const orderId = ordersIn(tx, compartment)[0]?.id ?? null;
      return { kind: 'open', intent: checkIntent(compartment, staffId, orderId) };
    });
    if (requested.kind === 'opening') {
      this.#current = { openingId: requested.opening.id, answer: null, concluded: false };
    }
    return requested;
  }

  /** What the member found. It counts at once when the door is closed already, else when it closes. True when it counted. */
  answer(number: number, finding: Finding, checker: Checker): boolean {
    const check = this.#current;
    if (!check) return false;
    const answered = { ...check, answer: { finding, checker } };
    const concluded = this.#needs.store.transact((tx) => {
      const latest = tx.openings.latestOf(number);
      return latest?.id === check.openingId && latest.state === 'closed' && concludeOpening(tx, latest, answered);
    });
    this.#current = { ...answered, concluded };
    return concluded;
  }

  /** The member has turned away: what was answered is void. */
  leave(): void {
    this.#current = undefined;
  }

  /** Whether the answer to this opening has counted. */
  concluded(opening: Opening): boolean {
    return this.#current?.openingId === opening.id && this.#current.concluded;
  }

  readonly effects: Effects = (tx, { opening, fact }) => {
    const check = this.#current;
    if (fact !== 'closed' || check?.openingId !== opening.id) return;
    this.#current = { ...check, concluded: concludeOpening(tx, opening, check) };
  };
}

/** What is in this compartment by what the locker knows, first, and by what the hub believes. */
function ordersIn(tx: Tx, { number, orderId }: Compartment): readonly Order[] {
  const known = orderId === null ? undefined : tx.orders.get(orderId);
  const believed = tx.orders.inState('assigned').filter((order) => isBelievedIn(order, number));
  const latestFirst = believed.toSorted((a, b) => (b.lastKnown?.storedAtMs ?? 0) - (a.lastKnown?.storedAtMs ?? 0));
  return known ? [known, ...latestFirst] : latestFirst;
}

const checkIntent = ({ number: compartment, generation }: Compartment, staffId: string, orderId: string | null) => ({
  compartment,
  generation,
  purpose: { kind: 'check', staffId, ...(orderId === null ? {} : { orderId }) } as const,
  record: (tx: Tx, { attempt }: Opening): void => {
    tx.journal.append({ type: 'staff.checked', data: { staffId, orderId, compartment, generation, attempt } });
  },
});

/** Only while everything is as it was when the door was asked for: the order may have been revoked by now. */
function concludeOpening(tx: Tx, { compartment: number, generation, purpose }: Opening, { answer }: Check): boolean {
  const compartment = tx.compartments.get(number);
  if (!answer || purpose.kind !== 'check' || !compartment || !mustCheck(compartment)) return false;
  if (compartment.generation !== generation) return false;
  const orders = ordersIn(tx, compartment);
  if (orders[0]?.id !== purpose.orderId) return false;
  const concluded = conclude(compartment, orders, answer.finding, answer.checker, tx.now);
  if (!concluded) return false;
  tx.compartments.put(concluded.compartment);
  for (const order of concluded.orders) tx.orders.put(order);
  for (const happening of concluded.happenings) tx.journal.append(happening);
  return true;
}

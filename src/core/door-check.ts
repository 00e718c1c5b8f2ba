/**
 * A member opens a door that has to be checked, and says what is behind it (05, When the database is lost; Food safety):
 *
 *   good ───────▶ the order is stored, in a new generation; who may clear holds has cleared this one
 *   discarded ──▶ the order is removed; the space is empty, the hold cleared
 *   empty ──────▶ the order, if one was believed here, waits as any other; the space is empty, the hold cleared
 */
import type { Moment } from './clock.ts';
import { assignTo, type Compartment, mustCheck, release } from './compartment.ts';
import type { Happening } from './event.ts';
import { forgetPlace, isBelievedIn, type Order, store } from './order.ts';
import type { Role } from './staff.ts';

export const FINDINGS = ['good', 'discarded', 'empty'] as const;
export type Finding = (typeof FINDINGS)[number];

export interface Checker {
  readonly staffId: string;
  readonly role: Role;
}

export interface Concluded {
  readonly compartment: Compartment;
  /** The orders that are another way now. */
  readonly orders: readonly Order[];
  readonly happenings: readonly Happening[];
}

/** Only they can say that food whose temperature nobody knows may be eaten (05, Food safety). */
export const mayClear = (role: Role): boolean => role === 'leader' || role === 'technician';

/** Its bag may be in the cabinet already: nobody has looked yet where the hub believes it to be. */
export const mayBeInside = (order: Order, compartments: readonly Compartment[]): boolean =>
  compartments.some((compartment) => mustCheck(compartment) && isBelievedIn(order, compartment.number));

/** What this member may answer here; `order`: what is stored or believed to be behind the door. */
export function answersFor(order: Order | undefined, role: Role): readonly Finding[] {
  const good = order?.state === 'assigned' || (order?.state === 'stored' && mayClear(role));
  return good ? FINDINGS : ['discarded', 'empty'];
}

/**
 * What the finding means; undefined when this member may not say it. `orders`: every order that is stored or believed to
 * be in this compartment, the one that the member was asked about first.
 */
export function conclude(
  compartment: Compartment,
  orders: readonly Order[],
  finding: Finding,
  { staffId, role }: Checker,
  now: Moment,
): Concluded | undefined {
  const [order] = orders;
  if (!answersFor(order, role).includes(finding)) return undefined;
  const { number } = compartment;
  const others = orders.filter((other) => other !== order && isBelievedIn(other, number)).map(forgetPlace);
  if (finding === 'good' && order) return vouched(compartment, order, others, { staffId, role }, now);
  const removed = order !== undefined && (finding === 'discarded' || order.state === 'stored');
  const orderNow = order && (removed ? { ...forgetPlace(order), state: 'removed' as const } : forgetPlace(order));
  const reason = finding === 'discarded' ? 'discarded' : 'empty';
  return {
    compartment: { ...release(compartment, 'confirmed-empty'), hold: null, toCheck: false },
    orders: orderNow ? [orderNow, ...others] : others,
    happenings: [
      ...(removed
        ? [{ type: 'order.removed', data: { orderId: order.id, compartment: number, staffId } } as const]
        : []),
      { type: 'compartment.confirmed-empty', data: { compartment: number, staffId } },
      ...(compartment.hold === null ? [] : [cleared(number, reason, staffId)]),
    ],
  };
}

function vouched(
  compartment: Compartment,
  order: Order,
  others: readonly Order[],
  { staffId, role }: Checker,
  now: Moment,
): Concluded {
  const { number } = compartment;
  const clears = compartment.hold !== null && mayClear(role);
  const hold = clears ? null : compartment.hold;
  const release = clears ? [cleared(number, 'inspected-ok', staffId)] : [];
  if (order.state === 'stored') return { compartment: { ...compartment, hold }, orders: others, happenings: release };
  const given: Compartment = { ...assignTo(compartment, order.id), occupancy: 'occupied', hold, toCheck: false };
  const { generation } = given;
  return {
    compartment: given,
    orders: [store(order, given, now), ...others],
    happenings: [
      { type: 'order.stored', data: { orderId: order.id, compartment: number, generation, staffId } },
      ...release,
    ],
  };
}

const cleared = (compartment: number, reason: 'discarded' | 'inspected-ok' | 'empty', staffId: string): Happening => ({
  type: 'hold.cleared',
  data: { compartment, reason, staffId },
});

import type { Size, Text, Zone } from './cabinet.ts';
import { elapsedMs, type Moment } from './clock.ts';
import type { Compartment } from './compartment.ts';

export type OrderState = 'assigned' | 'stored' | 'collected' | 'expired' | 'removed';

export interface OrderItem {
  readonly sku: string;
  readonly name: Text;
  readonly lot?: string | undefined;
  readonly quantity: number;
}

/** What a resident collects. Several orders with one `pickupId` share one pickup code. */
export interface Order {
  readonly id: string;
  readonly pickupId: string;
  /** HMAC of the pickup code, base64url; the code itself never reaches the cabinet's disk. */
  readonly codeMac: string;
  readonly zone: Zone;
  readonly size: Size;
  readonly low: boolean;
  readonly collectByMs: number;
  readonly items: readonly OrderItem[];
  readonly state: OrderState;
  readonly compartment: number | null;
  readonly generation: number | null;
  readonly storedAt: Moment | null;
  readonly collectedAt: Moment | null;
  /** Where the hub believes it to be, after the locker has lost its database: its door has to be looked into first. */
  readonly lastKnown?: { readonly compartment: number; readonly storedAtMs: number } | undefined;
  /** How often the door was opened again after the order was collected. */
  readonly reopens: number;
  /** When `collectBy` ended it; absent for one that was revoked. */
  readonly expiredAt?: Moment;
}

export interface ReopenLimits {
  readonly reopenMinutes: number;
  readonly reopenTimes: number;
}

/** Why a right code does not open a door now. */
export type CollectRefusal = 'not-loaded' | 'already-collected' | 'expired' | 'held';

/**
 * May this order's door open for its resident? `collect` for a stored order, `reopen` within the grace after it was
 * collected. The compartment must still be of the generation that the order was stored in. `confirmedMs` is the time that
 * expiry is judged on (confirmed-time.ts).
 */
export function mayOpen(
  order: Order,
  compartment: Compartment | undefined,
  limits: ReopenLimits,
  now: Moment,
  confirmedMs: number,
): 'collect' | 'reopen' | CollectRefusal {
  if (order.state === 'assigned') return 'not-loaded';
  if (order.state === 'expired' || order.state === 'removed') return 'expired';
  const sameGeneration = compartment !== undefined && compartment.generation === order.generation;
  if (order.state === 'collected') return mayReopen(order, compartment, sameGeneration, limits, now);
  if (!sameGeneration || compartment.orderId !== order.id) return 'not-loaded';
  if (compartment.hold !== null) return 'held';
  return isOverdue(order, confirmedMs) ? 'expired' : 'collect';
}

function mayReopen(
  order: Order,
  compartment: Compartment | undefined,
  sameGeneration: boolean,
  limits: ReopenLimits,
  now: Moment,
): 'reopen' | 'already-collected' {
  const untouched = sameGeneration && compartment?.occupancy === 'presumed-empty' && compartment.hold === null;
  const inTime = order.collectedAt !== null && elapsedMs(order.collectedAt, now) <= limits.reopenMinutes * 60_000;
  return untouched && inTime && order.reopens < limits.reopenTimes ? 'reopen' : 'already-collected';
}

/** The order waits to be loaded, but the hub says that it is behind this door already. */
export const isBelievedIn = (order: Order, compartment: number): boolean =>
  order.state === 'assigned' && order.lastKnown?.compartment === compartment;

/** It is not where it was believed to be: it waits as any other. */
export const forgetPlace = ({ lastKnown: _, ...order }: Order): Order => order;

export const store = (order: Order, compartment: Compartment, storedAt: Moment): Order => ({
  ...forgetPlace(order),
  state: 'stored',
  compartment: compartment.number,
  generation: compartment.generation,
  storedAt,
});

export const collect = (order: Order, collectedAt: Moment): Order => ({ ...order, state: 'collected', collectedAt });

export const countReopen = (order: Order): Order => ({ ...order, reopens: order.reopens + 1 });

/** Its time to be collected has ended. */
export const isOverdue = (order: Order, confirmedMs: number): boolean => confirmedMs >= order.collectByMs;

/** A stored order keeps its compartment until a person has removed it; one that was never loaded is simply over. */
export const expire = (order: Order, expiredAt: Moment): Order => ({
  ...order,
  state: order.state === 'stored' ? 'expired' : 'removed',
  expiredAt,
});

/** The state that an order had before `expire`, or undefined when it cannot have it back: it was revoked, or removed. */
export function stateBeforeExpiry(
  order: Order,
  compartment: Compartment | undefined,
): 'assigned' | 'stored' | undefined {
  if (order.expiredAt === undefined) return undefined;
  if (order.compartment === null) return order.state === 'removed' ? 'assigned' : undefined;
  const untouched = compartment?.orderId === order.id && compartment.generation === order.generation;
  return order.state === 'expired' && untouched ? 'stored' : undefined;
}

export function revive({ expiredAt: _over, ...order }: Order, state: 'assigned' | 'stored'): Order {
  return { ...order, state };
}

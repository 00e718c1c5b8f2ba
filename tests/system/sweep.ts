/**
 * Loads an order and picks it up again and again; the n-th time the n-th call of the loading, and then of the pickup, is
 * struck, until both came to their end unharmed. So the number of calls is nowhere written down.
 */
import type { PlacedOrder } from './cabinet-under-test.ts';
import type { DiskFault, DiskLog, Meddling } from './disk-fault.ts';
import { type Loaded, type Manner, PATIENT } from './people.ts';
import type { SweptCabinet } from './swept-cabinet.ts';

/** `npm run soak` strikes every call in every way; `npm test` a few, where a kill is not the question. */
export const isSoak = process.env.LARDER_SOAK !== undefined;

export const LIMIT_MS = isSoak ? 7_200_000 : 300_000;

/** Which calls are struck: from one on, each `step`-th. */
export interface Choice {
  readonly from: number;
  readonly step: number;
}

export const EACH: Choice = { from: 1, step: 1 };
/** All of them in a soak. */
export const some = (from: number, step: number): Choice => (isSoak ? EACH : { from, step });
/** More calls than a loading or a pickup ever makes. */
export const MOST_ORDERS = 40;

/**
 * Lets `act` happen while the n-th call is struck, and sees to it that the daemon runs and the disk is well afterwards.
 * Returns whether there was an n-th call.
 */
export type Strike = (nth: number, act: (manner: Manner) => Promise<unknown>) => Promise<boolean>;

async function struckLoading(swept: SweptCabinet, nth: number, order: PlacedOrder, strike: Strike) {
  const { orderId } = order;
  await swept.stocker.signIn();
  const struck = await strike(nth, async (manner) => {
    await swept.stocker.load(order, manner);
    await swept.acknowledged(manner);
  });
  await swept.expectPromises();
  if (swept.storedIn(orderId) === undefined) {
    await swept.stocker.signIn();
    await swept.stocker.load(order, PATIENT);
  }
  const door = swept.storedIn(orderId);
  if (door === undefined) throw new Error(`${orderId} is not stored`);
  await swept.do({ kind: 'back' });
  return { loaded: { ...order, door }, struck };
}

async function struckPickup(swept: SweptCabinet, nth: number, order: Loaded, strike: Strike): Promise<boolean> {
  swept.fillLog();
  const struck = await strike(nth, async (manner) => {
    await swept.resident.pickUp(order, manner);
    await swept.acknowledged(manner);
  });
  await swept.expectPromises();
  // The code opens its own door again, or it is spent.
  if (swept.storedIn(order.orderId) !== undefined) await swept.resident.pickUp(order, PATIENT);
  await swept.resident.expectShut(order);
  await swept.expectPromises();
  return struck;
}

export interface Swept {
  readonly loading: number;
  readonly pickup: number;
}

/** Returns up to which call of each it struck. */
export async function sweep(swept: SweptCabinet, strike: Strike, { from, step } = EACH): Promise<Swept> {
  const reached = { loading: 0, pickup: 0 };
  for (let nth = from, going = true; going; nth += step) {
    const { loaded, struck } = await struckLoading(swept, nth, swept.nextOrder(), strike);
    const alsoStruck = await struckPickup(swept, nth, loaded, strike);
    if (struck) reached.loading = nth;
    if (alsoStruck) reached.pickup = nth;
    going = struck || alsoStruck;
  }
  return reached;
}

/** A strike that the daemon must survive: the same process, before and after. */
export const surviving =
  (swept: SweptCabinet, harm: (nth: number) => Meddling, manner: (fault: DiskFault) => Manner): Strike =>
  async (nth, act) => {
    const { daemon } = swept.cabinet;
    const log = await swept.during(harm(nth), (fault) => act(manner(fault)));
    if (daemon.hasEnded) throw new Error(`the daemon did not survive call ${nth}`);
    return log.harmed > 0;
  };

/** A strike that the daemon does not survive. `onDeath` may look at what it left, before the next one starts. */
export const killing =
  (swept: SweptCabinet, at: Meddling['at'] = 'sync', onDeath: (log: DiskLog) => void = () => {}): Strike =>
  async (nth, act) => {
    const { cabinet, witness } = swept;
    witness.markKeypad();
    const log = await swept.during({ harm: 'kill', at, nth }, () => act(PATIENT));
    const made = log.calls.filter(({ name }) => name === at).length;
    if (log.harmed === 0) {
      if (cabinet.daemon.hasEnded || made >= nth) throw new Error(`call ${nth} of ${made} came, and nobody died`);
      return false;
    }
    const { signal } = await cabinet.daemon.ended;
    if (signal !== 'SIGKILL' || made !== nth) throw new Error(`${signal} at call ${made} in place of ${nth}`);
    onDeath(log);
    await swept.start();
    await swept.settled();
    return true;
  };

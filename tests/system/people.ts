/** Who comes to the cabinet of a test: they read its screen, use its doors, and put up with a sick disk. */
import { BUCKET_TOKENS } from '../../src/core/throttle.ts';
import type { PlacedOrder } from './cabinet-under-test.ts';
import type { SweptCabinet } from './swept-cabinet.ts';

/** How somebody behaves. */
export interface Manner {
  /** Waits for the screen before closing a door; else the door alone counts. */
  readonly readsScreen: boolean;
  /** Types once more when the screen says that nothing reached the lock in time; else that is an error. */
  readonly comesAgain?: boolean;
  /** Comes when the disk has been found to be sick and things do not go on. */
  readonly help?: { readonly isDue: () => boolean; readonly come: () => Promise<void> };
}

export const PATIENT: Manner = { readsScreen: true };

export type Loaded = PlacedOrder & { readonly door: number };

/** So long somebody who does not look at the screen holds a door open: a few looks of the daemon. */
const HASTY_MS = 500;
const TRIES = 4;

class Person {
  protected readonly at: SweptCabinet;
  /** How often the screen said that it cannot record. */
  refusals = 0;

  constructor(at: SweptCabinet) {
    this.at = at;
  }

  /** Goes on after the screen said that it cannot record; it may have taken that back by itself meanwhile. */
  protected async afterRefusal({ help }: Manner): Promise<void> {
    const { view } = this.at;
    const isOver = view.name === 'attract';
    if (!isOver && !this.at.cannotRecord) throw new Error(`it shows ${JSON.stringify(view)}`);
    this.refusals += 1;
    await help?.come();
    await this.at.do({ kind: 'back' });
  }

  /** Nobody types at a screen that says that nothing can be recorded: they wait until it takes that back. */
  protected async readyToType({ help }: Manner): Promise<void> {
    await this.at.do({ kind: 'back' });
    await this.at.see('attract', 'service');
    if (this.at.cannotRecord) {
      this.refusals += 1;
      await help?.come();
    }
    await this.at.see('attract');
  }

  /** The door opens, and is closed again. */
  protected async useDoor(door: number, { readsScreen }: Manner, isSeen: () => boolean): Promise<void> {
    const { doors } = this.at.board;
    await this.at.until(() => doors.state(door) === 'open', `door ${door} to open`);
    const openedMs = performance.now();
    const enough = (): boolean => isSeen() || (!readsScreen && performance.now() - openedMs > HASTY_MS);
    await this.at.until(enough, `door ${door} to be seen open`);
    doors.close(door);
  }
}

export class Resident extends Person {
  /** Types the code until its door opens, and shuts it. Whatever else the screen shows to a right code is an error. */
  async openByCode({ code, door }: Loaded, manner: Manner = PATIENT): Promise<void> {
    const { board } = this.at;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const pulses = board.pulses.length;
      await this.readyToType(manner);
      await this.at.type(code);
      if ((await this.at.see('opening', 'open', 'service')).name === 'service') await this.at.answered();
      const { view } = this.at;
      await this.at.until(() => board.doors.state(door) === 'open' || this.#isRefused(), `door ${door} to open`);
      if (!this.#isRefused()) return this.useDoor(door, manner, () => this.#seesOpen(door));
      if (board.pulses.length !== pulses)
        throw new Error(`a lock was pulsed, and the screen went from ${view.name} to a refusal`);
      if (this.#isSilent() && manner.comesAgain) await this.at.do({ kind: 'back' });
      else await this.afterRefusal(manner);
    }
    throw new Error(`${TRIES} tries did not open door ${door}`);
  }

  #isRefused(): boolean {
    return this.at.view.name === 'service';
  }

  #isSilent(): boolean {
    const { view } = this.at;
    return view.name === 'service' && view.reason === 'lock-silent';
  }

  #seesOpen(door: number): boolean {
    const { view } = this.at;
    return view.name === 'open' && view.compartment === door;
  }

  /** Until the order is theirs. The thank-you card stands then. */
  async pickUp(order: Loaded, manner: Manner = PATIENT): Promise<void> {
    await this.openByCode(order, manner);
    const collected = (): boolean => this.at.cabinet.disk.orderState(order.orderId) === 'collected';
    await this.at.untilHelped(manner, collected, `${order.orderId} to be collected`);
    await this.at.see('thanks');
  }

  /** With the button of the thank-you card. */
  async openAgain({ door }: Loaded): Promise<void> {
    await this.at.do({ kind: 'open-again' });
    await this.at.see('opening', 'open');
    await this.useDoor(door, PATIENT, () => this.#seesOpen(door));
    await this.at.see('thanks');
  }

  /** All orders of one code: door after door, as long as the screen leads on. */
  async collectAll(orders: readonly Loaded[]): Promise<void> {
    const { disk } = this.at.cabinet;
    const isOver = (): boolean => orders.every(({ orderId }) => disk.orderState(orderId) === 'collected');
    if (isOver()) return;
    await this.readyToType(PATIENT);
    await this.at.type(orders[0]?.code ?? '');
    while (!isOver()) {
      const isNext = (): boolean => orders.some(({ door }) => this.#seesOpen(door));
      await this.at.until(() => isNext() || isOver(), 'the next door');
      const { view } = this.at;
      if (view.name !== 'open') continue;
      this.at.board.doors.close(view.compartment);
      await this.at.until(() => !this.#seesOpen(view.compartment), `door ${view.compartment} to be seen closed`);
    }
  }

  /** Codes that open nothing, any more or at all: one that was collected, and one that never was. */
  async expectShut(collected: Loaded): Promise<void> {
    const { at } = this;
    const before = at.board.pulses.length;
    await this.readyToType(PATIENT);
    await at.type(collected.code);
    const view = await at.see('refused', 'opening', 'open', 'wrong-code', 'service');
    if (view.name !== 'refused' || view.reason !== 'already-collected') throw new Error(`it shows ${view.name}`);
    await at.do({ kind: 'back' });
    // The bucket must not be full, or its filling by a crash could not be seen; nor empty, or everybody waits.
    if ((at.cabinet.disk.keypad()?.tokens ?? BUCKET_TOKENS) >= BUCKET_TOKENS - 1) {
      await at.type(at.cabinet.wrongCode([collected]));
      await at.see('wrong-code');
      await at.do({ kind: 'back' });
    }
    if (at.board.pulses.length !== before) throw new Error('a code opened a door that is not its own');
  }
}

export class Stocker extends Person {
  async signIn(): Promise<void> {
    await this.readyToType(PATIENT);
    await this.at.do({ kind: 'help' }, { kind: 'staff' });
    await this.at.type(this.at.cabinet.staffEntry);
    await this.at.see('staff-orders');
  }

  /** Signed in before, until the order is stored. */
  async load({ orderId, code }: PlacedOrder, manner: Manner = PATIENT): Promise<Loaded> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const door = await this.#loadOnce(orderId, manner);
      if (door !== undefined) return { orderId, code, door };
      await this.afterRefusal(manner);
      await this.at.settled();
      const stored = this.at.storedIn(orderId);
      if (stored !== undefined) return { orderId, code, door: stored };
      await this.signIn();
    }
    throw new Error(`${TRIES} tries did not store ${orderId}`);
  }

  /** The compartment, or undefined once the screen says that it cannot record. */
  async #loadOnce(orderId: string, manner: Manner): Promise<number | undefined> {
    const { at } = this;
    await at.do({ kind: 'load-order', orderId });
    const view = await at.see('loading', 'service');
    if (view.name !== 'loading') return undefined;
    const { compartment } = view;
    await at.until(() => at.board.doors.state(compartment) === 'open', `door ${compartment} to open`);
    if (view.askEmpty) await at.do({ kind: 'was-empty', empty: true });
    await this.useDoor(compartment, manner, () => at.view.name !== 'loading' || at.view.door === 'open');
    const isOver = (): boolean => at.view.name === 'staff-orders' || at.view.name === 'service';
    await at.untilHelped(manner, isOver, `${orderId} to be stored`);
    const after = at.view;
    if (after.name !== 'staff-orders') return undefined;
    if (after.justStored?.orderId !== orderId) throw new Error(`${orderId} was not stored: ${JSON.stringify(after)}`);
    return compartment;
  }
}

/**
 * Every unlock of the house passes through here, and only here:
 *
 *   request(decide) ─▶ transact: decide, record the opening and its event ─▶ committed ─▶ boards.unlock
 *   doorChanged, time, boot ─▶ core step ─▶ transact: opening, effects, events ─▶ onStep
 *
 * INVARIANTS
 *   1. A pulse is sent only for an opening that was committed by the same call just before.
 *   2. At most one unfinished opening a compartment.
 *   3. Nothing pulses in `recover()`: at boot the door is read, and that is all.
 */
import type { Moment } from '../core/clock.ts';
import type { DoorState, Opening, OpeningInput, OpeningStep, Purpose } from '../core/opening.ts';
import { continues, isFinished, nextCheckMs, sameOrder, saysOpen, step } from '../core/opening.ts';
import { appendFact } from './opening-events.ts';
import type { Boards, BoardsListener, Cancel, Log, Scheduler, Store, Tx } from './ports.ts';

export interface Intent {
  readonly compartment: number;
  readonly generation: number;
  readonly purpose: Purpose;
  /** Writes the event that tells of this intent. */
  readonly record: (tx: Tx, opening: Opening) => void;
}

export type Decision<R> =
  | { readonly kind: 'open'; readonly intent: Intent }
  | { readonly kind: 'refuse'; readonly refusal: R };

export type Requested<R> =
  | { readonly kind: 'opening'; readonly opening: Opening }
  | { readonly kind: 'refused'; readonly refusal: R };

/** What an opening's fact means for its purpose; runs within the transaction that records the fact. */
export type Effects = (tx: Tx, step: OpeningStep) => void;

export interface OpeningsNeeds {
  readonly store: Store;
  readonly boards: Boards;
  readonly scheduler: Scheduler;
  readonly log: Log;
  /** Compartments whose door has a working sensor. */
  readonly observed: ReadonlySet<number>;
  readonly effects: Readonly<Record<Purpose['kind'], Effects>>;
}

/** How long the boards may take after a start before an unfinished opening counts as uncertain. */
const BOOT_DOOR_MS = 10_000;
/** When the disk refused, the next look comes so soon. */
const RETRY_MS = 1_000;

export class Openings implements BoardsListener {
  readonly #needs: OpeningsNeeds;
  readonly #active = new Map<number, Opening>();
  readonly #timers = new Map<number, Cancel>();
  /** Unlocks whose outcome is not known yet. */
  readonly #inFlight = new Map<number, ReturnType<Boards['unlock']>>();
  readonly #fromBefore = new Set<number>();
  /** Openings whose door was seen open while the disk refused to record it. */
  readonly #seenOpen = new Set<number>();
  readonly #lastDoor = new Map<number, DoorState>();
  readonly #listeners: ((step: OpeningStep) => void)[] = [];
  #stopped = false;

  constructor(needs: OpeningsNeeds) {
    this.#needs = needs;
  }

  /** Hears every step after it was committed. */
  onStep(listener: (step: OpeningStep) => void): void {
    this.#listeners.push(listener);
  }

  active(compartment: number): Opening | undefined {
    return this.#active.get(compartment);
  }

  /** Decides and records in one transaction, and pulses only after its commit. Throws when the store refuses. */
  request<R>(decide: (tx: Tx) => Decision<R>): Requested<R> {
    let joined = false;
    const requested = this.#needs.store.transact((tx): Requested<R> => {
      const decision = decide(tx);
      if (decision.kind === 'refuse') return { kind: 'refused', refusal: decision.refusal };
      const running = this.#underWay(decision.intent);
      joined = running !== undefined;
      return { kind: 'opening', opening: running ?? this.#record(tx, decision.intent) };
    });
    if (requested.kind === 'opening' && !joined) this.#pulse(requested.opening);
    return requested;
  }

  /** The pulse for this very order is on its way already (a command and a code at once): one pulse is enough. */
  #underWay(intent: Intent): Opening | undefined {
    const running = this.#active.get(intent.compartment);
    return running && this.#inFlight.has(intent.compartment) && sameOrder(running, intent) ? running : undefined;
  }

  #record(tx: Tx, intent: Intent): Opening {
    const running = this.#active.get(intent.compartment);
    const opening = running && continues(running, intent) ? this.#again(tx, running) : this.#begin(tx, intent, running);
    intent.record(tx, opening);
    return opening;
  }

  #again(tx: Tx, running: Opening): Opening {
    const opening = { ...running, attempt: running.attempt + 1 };
    tx.openings.put(opening);
    return opening;
  }

  #begin(tx: Tx, intent: Intent, running: Opening | undefined): Opening {
    const { compartment, generation, purpose } = intent;
    if (running) this.#supersede(tx, running);
    return tx.openings.add({
      ...{ compartment, generation, purpose, attempt: 1, state: 'opening', startedAt: tx.now, openedAt: null },
      doorAtRequest: this.#needs.boards.door(compartment),
      observed: this.#needs.observed.has(compartment),
      alarmed: false,
    });
  }

  /** A new intent for the same door ends an older one that nothing has proven. */
  #supersede(tx: Tx, running: Opening): void {
    const ended: OpeningStep = {
      opening: { ...running, state: 'uncertain' },
      fact: 'uncertain',
      door: this.#needs.boards.door(running.compartment),
    };
    this.#commitStep(tx, ended);
  }

  #pulse(opening: Opening): void {
    const { boards } = this.#needs;
    const superseded = this.#active.get(opening.compartment);
    if (superseded && superseded.id !== opening.id) this.#forget(superseded);
    const { compartment } = opening;
    this.#active.set(compartment, opening);
    boards.watchClosely(compartment);
    // A pulse that is on its way already serves this opening too: the lock gets no second one.
    const sent = this.#inFlight.get(compartment) ?? boards.unlock(compartment);
    this.#inFlight.set(compartment, sent);
    void sent.then((outcome) => {
      this.#inFlight.delete(compartment);
      if (this.#active.get(compartment)?.id !== opening.id) return;
      if (outcome.kind === 'not-sent') {
        this.#apply(compartment, { kind: 'not-sent' });
      } else if (opening.doorAtRequest === 'open') {
        this.#apply(compartment, { kind: 'time', door: boards.door(compartment) });
      }
    });
    this.#arm(opening);
  }

  /** The boards' word on a door. Never throws: a disk that refuses is asked again. */
  doorChanged(compartment: number, door: DoorState): void {
    if (this.#stopped) return;
    const before = this.#lastDoor.get(compartment) ?? 'closed';
    if (this.#active.has(compartment)) {
      if (door !== 'unknown') this.#lastDoor.set(compartment, door);
      return void this.#apply(compartment, this.#doorInput(compartment, door));
    }
    if (door === 'unknown' || door === before) return;
    if (this.#tried(() => this.#unasked(compartment, door), false)) this.#lastDoor.set(compartment, door);
    else
      this.#needs.scheduler.after(RETRY_MS, () => this.doorChanged(compartment, this.#needs.boards.door(compartment)));
  }

  /** A door moved that no opening is about. */
  #unasked(compartment: number, door: 'open' | 'closed'): true {
    if (door === 'open' && this.#revive(compartment, door)) return true;
    this.#needs.store.transact((tx) =>
      tx.journal.append(
        door === 'open'
          ? { type: 'door.opened', data: { compartment, cause: 'nobody' } }
          : { type: 'door.closed', data: { compartment } },
      ),
    );
    return true;
  }

  #doorInput(compartment: number, door: DoorState): OpeningInput {
    const opening = this.#active.get(compartment);
    const isFirst = opening !== undefined && this.#fromBefore.has(opening.id) && door !== 'unknown';
    return { kind: isFirst ? 'boot' : 'door', door };
  }

  /** A jammed or uncertain door that moves late was opened by its pulse after all. */
  #revive(compartment: number, door: DoorState): boolean {
    const latest = this.#needs.store.transact((tx) => tx.openings.latestOf(compartment));
    if (latest?.state !== 'jammed' && latest?.state !== 'uncertain') return false;
    this.#active.set(compartment, latest);
    this.#apply(compartment, { kind: 'door', door });
    const revived = this.#active.get(compartment)?.state === 'open';
    if (!revived) this.#forget(latest);
    return revived;
  }

  /** Takes up what an earlier process left unfinished. Reads doors; pulses nothing. Returns how many there were. */
  recover(): number {
    const unfinished = this.#needs.store.transact((tx) => tx.openings.unfinished());
    for (const opening of unfinished) {
      this.#active.set(opening.compartment, opening);
      this.#fromBefore.add(opening.id);
      this.#needs.boards.watchClosely(opening.compartment);
      if (opening.state === 'opening') this.#checkAfter(opening, BOOT_DOOR_MS, 'boot');
      else this.#arm(opening);
    }
    return unfinished.length;
  }

  #arm(opening: Opening): void {
    const waitMs = this.#tried(
      () => this.#needs.store.transact((tx) => nextCheckMs(opening, tx.now) ?? null),
      RETRY_MS,
    );
    if (waitMs === null) this.#disarm(opening);
    else this.#checkAfter(opening, waitMs + 1, 'time');
  }

  #checkAfter(opening: Opening, waitMs: number, kind: 'time' | 'boot'): void {
    const { scheduler, boards } = this.#needs;
    this.#disarm(opening);
    const check = (): void => {
      // Refused: the next look is near, and must not wait for the opening's own times (a full disk can still be read).
      if (!this.#apply(opening.compartment, { kind, door: boards.door(opening.compartment) })) return;
      const running = this.#active.get(opening.compartment);
      if (running?.id === opening.id) this.#arm(running);
    };
    this.#timers.set(opening.id, scheduler.after(waitMs, check));
  }

  #disarm(opening: Opening): void {
    this.#timers.get(opening.id)?.();
    this.#timers.delete(opening.id);
  }

  /** A disk that refuses leaves things as they are; the next check tries again. */
  #tried<T>(run: () => T, otherwise: T): T {
    try {
      return run();
    } catch (error) {
      this.#needs.log.error('store-failed', { doing: 'opening', message: String(error) });
      return otherwise;
    }
  }

  /** False when the disk refused: then the next look comes soon. */
  #apply(compartment: number, input: OpeningInput): boolean {
    const opening = this.#active.get(compartment);
    if (!opening || this.#stopped) return true;
    if (this.#seenOpen.has(opening.id) && !saysOpen(input)) {
      // What came first is recorded first, or the disk still refuses and all of it waits.
      this.#apply(compartment, { kind: 'door', door: 'open' });
      return !this.#seenOpen.has(opening.id) && this.#apply(compartment, input);
    }
    const { store } = this.#needs;
    const taken = this.#tried(() => store.transact((tx) => this.#take(tx, opening, input, tx.now) ?? null), undefined);
    if (taken === undefined) {
      if (saysOpen(input)) this.#seenOpen.add(opening.id);
      this.#checkAfter(opening, RETRY_MS, this.#fromBefore.has(opening.id) ? 'boot' : 'time');
      return false;
    }
    this.#seenOpen.delete(opening.id);
    if (!taken) return true;
    this.#fromBefore.delete(opening.id);
    this.#active.set(compartment, taken.opening);
    if (isFinished(taken.opening)) this.#forget(taken.opening);
    else this.#arm(taken.opening);
    for (const listener of this.#listeners) listener(taken);
    return true;
  }

  #take(tx: Tx, opening: Opening, input: OpeningInput, now: Moment): OpeningStep | undefined {
    const taken = step(opening, input, now);
    if (taken) this.#commitStep(tx, taken);
    return taken;
  }

  #commitStep(tx: Tx, taken: OpeningStep): void {
    tx.openings.put(taken.opening);
    appendFact(tx, taken);
    this.#needs.effects[taken.opening.purpose.kind](tx, taken);
  }

  #forget(opening: Opening): void {
    this.#disarm(opening);
    this.#fromBefore.delete(opening.id);
    this.#seenOpen.delete(opening.id);
    this.#active.delete(opening.compartment);
    this.#needs.boards.relax(opening.compartment);
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }
}

/**
 * Days of a cabinet whose clock does what it likes, while orders are loaded, collected and end. The truth is the time of the
 * house; whatever vouches for the wall clock tells the truth, but for lies of less than ten minutes. Then
 *
 *   no order ends before its `collectBy` in truth, and a code works until then;
 *   the times of the journal go back only where it declares so;
 *   once the clock has been right for ten minutes, everything that is over has ended.
 */
import { expect, test } from 'vitest';
import { SeededRandom } from '../fakes/seeded-random.ts';
import { House } from './house.ts';
import type { PlannedOrder } from './memory-hub.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 86_400_000;
const ERRORS_MS = [
  -20 * YEAR_MS,
  -10 * YEAR_MS,
  -26 * HOUR_MS,
  -HOUR_MS,
  HOUR_MS,
  5 * HOUR_MS,
  3 * 24 * HOUR_MS,
  10 * YEAR_MS,
];

class Story {
  readonly house: House;
  readonly #random: SeededRandom;
  readonly #epochMs: number;
  readonly #ends = new Map<string, number>();
  #orders: (PlannedOrder & { readonly collectByMs: number })[] = [];
  reached = { expired: 0, collected: 0, jumps: 0, boots: 0, resets: 0 };

  constructor(seed: number) {
    this.house = new House(seed);
    this.#random = new SeededRandom(seed);
    this.#epochMs = this.house.time.wallMs - this.house.time.monotonicMs;
  }

  #draw(below: number): number {
    return Math.floor(this.#random.uniform() * below);
  }

  get truthMs(): number {
    return this.#epochMs + this.house.time.monotonicMs;
  }

  #clock(errorMs: number, synchronised: boolean): void {
    Object.assign(this.house.time, { wallMs: Math.max(0, this.truthMs + errorMs), synchronised });
  }

  async live(hours: number): Promise<void> {
    const { house } = this;
    await house.start();
    await house.supply();
    const endMs = this.truthMs + hours * HOUR_MS;
    while (this.truthMs < endMs) {
      const chance = this.#draw(10);
      if (chance < 3) await this.#deliver();
      else if (chance < 6) await this.#collect();
      else await this.#turnClock();
      await this.#pass(this.#draw(40 * MINUTE_MS));
    }
    this.#clock(0, true);
    await this.#pass(13 * MINUTE_MS);
    this.#checkAllEnded();
    this.#checkTimes();
    const { events } = house.hub;
    const count = (type: string): number => events.filter((event) => event.type === type).length;
    Object.assign(this.reached, {
      ...{ expired: count('order.expired'), collected: count('order.collected'), jumps: count('clock.jumped') },
      ...{ boots: count('locker.started'), resets: count('clock.floor-reset') },
    });
    house.demolish();
  }

  async #pass(ms: number): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= 5 * MINUTE_MS) {
      await this.house.time.advance(Math.min(leftMs, 5 * MINUTE_MS));
      this.#checkNoneTooEarly();
    }
  }

  async #turnClock(): Promise<void> {
    const error = ERRORS_MS[this.#draw(ERRORS_MS.length)] ?? 0;
    switch (this.#draw(4)) {
      case 0:
        return this.#clock(error, false);
      case 1:
        return this.#clock(this.#draw(800) - 400, true);
      case 2: {
        // Something that is trusted lies, and is found out.
        this.#clock(error, true);
        await this.#pass(this.#draw(9 * MINUTE_MS));
        return this.#clock(0, true);
      }
      default: {
        await this.house.crash();
        await this.house.time.advance(this.#draw(3 * HOUR_MS));
        this.#clock(this.#draw(2) === 0 ? error : 0, this.#draw(3) === 0 && this.house.time.wallMs === this.truthMs);
        await this.house.start();
      }
    }
  }

  async #deliver(): Promise<void> {
    const { house } = this;
    const number = this.#ends.size;
    const collectByMs = this.truthMs + 20 * MINUTE_MS + this.#draw(4 * HOUR_MS);
    const order = { id: `o${number}`, code: String(10_000_000 + number * 7), collectByMs };
    this.#ends.set(order.id, collectByMs);
    this.#orders = [...this.#orders.filter(({ id }) => this.#isLive(id)), order];
    house.hub.orders(...this.#orders);
    await house.time.advance(30_000);
    house.press({ kind: 'back' });
    await house.signIn();
    const { view } = house;
    if (view.name !== 'staff-orders') return;
    if (!view.orders.some(({ orderId, compartment }) => orderId === order.id && compartment !== null)) return;
    house.person.start();
    house.press({ kind: 'load-order', orderId: order.id });
    await house.time.advance(1_500);
    house.press({ kind: 'was-empty', empty: true });
    await house.time.advance(6_000);
    house.press({ kind: 'back' });
    await house.time.advance(1_000);
    expect([order.id, house.order(order.id)?.state]).toEqual([order.id, 'stored']);
  }

  #isLive(id: string): boolean {
    const state = this.house.order(id)?.state;
    return state === 'assigned' || state === 'stored';
  }

  async #collect(): Promise<void> {
    const { house } = this;
    const order = this.#orders[this.#draw(Math.max(1, this.#orders.length))];
    if (order === undefined || house.order(order.id)?.state !== 'stored') return;
    const inTime = this.truthMs < order.collectByMs;
    house.person.start();
    house.press({ kind: 'clear' });
    house.type(order.code);
    if (inTime) expect([order.id, house.view.name]).toEqual([order.id, 'opening']);
    await house.time.advance(10_000);
    if (inTime) expect([order.id, house.order(order.id)?.state]).toEqual([order.id, 'collected']);
  }

  #checkNoneTooEarly(): void {
    for (const [id, endMs] of this.#ends) {
      const order = this.house.order(id);
      const ended = order?.state === 'expired' || order?.expiredAt !== undefined;
      if (ended && this.truthMs < endMs - 1_000) throw new Error(`${id} ended ${endMs - this.truthMs} ms too early`);
    }
  }

  #checkAllEnded(): void {
    for (const [id, endMs] of this.#ends) {
      if (this.#isLive(id) && this.truthMs > endMs + 2 * MINUTE_MS) throw new Error(`${id} does not end`);
    }
  }

  #checkTimes(): void {
    let last = { type: '', ms: 0 };
    for (const { at, type } of this.house.hub.events) {
      const ms = Date.parse(at);
      if (ms < last.ms) expect(last.type).toBe('clock.floor-reset');
      last = { type, ms };
    }
  }
}

test('whatever the wall clock does, nobody’s dinner ends early, and everything ends', {
  timeout: 120_000,
}, async () => {
  const reached = { expired: 0, collected: 0, jumps: 0, boots: 0, resets: 0 };
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const story = new Story(seed);
    await story.live(28);
    for (const name of Object.keys(reached) as (keyof typeof reached)[]) reached[name] += story.reached[name];
  }
  // A week altogether, and the stories must get somewhere, or they prove nothing.
  expect(reached.expired).toBeGreaterThan(10);
  expect(reached.collected).toBeGreaterThan(10);
  expect(reached.jumps).toBeGreaterThan(30);
  expect(reached.boots).toBeGreaterThan(10);
  expect(reached.resets).toBeGreaterThan(2);
});

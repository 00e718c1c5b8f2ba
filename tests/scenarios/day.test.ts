/** A whole day of a cabinet, drawn from a seed: the same seed is the same day, byte by byte. */
import { expect, test } from 'vitest';
import { SeededRandom } from '../fakes/seeded-random.ts';
import { House } from './house.ts';
import type { PlannedOrder } from './memory-hub.ts';

const HOUR_MS = 3_600_000;

class Day {
  readonly house: House;
  readonly #random: SeededRandom;
  readonly #orders: PlannedOrder[] = [];

  constructor(seed: number) {
    this.house = new House(seed);
    this.#random = new SeededRandom(seed);
  }

  #draw(below: number): number {
    return Math.floor(this.#random.uniform() * below);
  }

  /** Returns the journal, as the hub has it. */
  async live(): Promise<string> {
    const { house } = this;
    await house.start();
    await house.supply();
    for (let hour = 0; hour < 24; hour++) {
      const startedMs = house.time.monotonicMs;
      for (let act = this.#draw(5); act > 0; act--) await this.#act();
      await house.time.advance(Math.max(0, startedMs + HOUR_MS - house.time.monotonicMs));
    }
    const journal = JSON.stringify(house.hub.events);
    const { head, acked } = house.store.transact((tx) => tx.journal.range());
    expect(acked).toBe(head);
    expect(house.hub.events).toHaveLength(head);
    house.demolish();
    return journal;
  }

  async #act(): Promise<void> {
    const { house } = this;
    const chance = this.#draw(10);
    if (chance < 3) return this.#deliver();
    if (chance < 8) return this.#collect();
    if (chance === 8) {
      house.type(String(90_000_000 + this.#draw(10_000_000)));
      return house.time.advance(this.#draw(30_000));
    }
    house.broker.cut();
    return house.time.advance(this.#draw(20_000));
  }

  async #deliver(): Promise<void> {
    const fresh = Array.from({ length: 1 + this.#draw(3) }, (_, at) => {
      const number = this.#orders.length + at;
      return { id: `o${number}`, code: String(10_000_000 + number * 7) };
    });
    this.#orders.push(...fresh);
    const { house } = this;
    house.hub.orders(...this.#orders);
    await house.time.advance(30_000);
    await house.signIn();
    for (const { id } of fresh) {
      const { view } = house;
      const order = view.name === 'staff-orders' ? view.orders.find(({ orderId }) => orderId === id) : undefined;
      if (!order || order.compartment === null) continue;
      house.person.start();
      house.press({ kind: 'load-order', orderId: id });
      await house.time.advance(1_000 + this.#draw(2_000));
      house.press({ kind: 'was-empty', empty: this.#draw(20) > 0 });
      await house.time.advance(6_000);
    }
    house.press({ kind: 'back' });
    await house.time.advance(1_000);
  }

  async #collect(): Promise<void> {
    const order = this.#orders[this.#draw(Math.max(1, this.#orders.length))];
    if (!order) return;
    this.house.type(order.code);
    await this.house.time.advance(8_000 + this.#draw(20_000));
  }
}

test('a day of a cabinet replays exactly from its seed, and another seed is another day', async () => {
  const started = performance.now();
  const first = await new Day(217).live();
  const firstMs = performance.now() - started;
  expect(await new Day(217).live()).toBe(first);
  expect(await new Day(218).live()).not.toBe(first);
  const types = JSON.parse(first).map(({ type }: { type: string }) => type);
  for (const type of ['order.stored', 'order.collected', 'code.refused', 'door.closed', 'staff.signed-in']) {
    expect(types).toContain(type);
  }
  expect(firstMs).toBeLessThan(5_000);
});

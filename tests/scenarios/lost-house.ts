/** A stocked house that loses its database, and the members who bring it back. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Finding } from '../../src/core/door-check.ts';
import { House, type LEADER, STAFF } from './house.ts';
import type { PlannedOrder } from './memory-hub.ts';

export const CHILLED = { id: 'cold', code: '12345678' } as const;
export const AMBIENT = { id: 'dry', code: '87654321', zone: 'ambient' } as const;

export class LostHouse {
  readonly house = new House();
  /** Where the two orders are. */
  cold = 0;
  dry = 0;

  async stock(): Promise<void> {
    await this.house.start();
    await this.house.supply(CHILLED, AMBIENT);
    [this.cold = 0, this.dry = 0] = await this.house.load('cold', 'dry');
  }

  get file(): string {
    return join(this.house.directory, 'larder.db');
  }

  believed(): PlannedOrder[] {
    return [
      { ...CHILLED, lastKnown: this.cold },
      { ...AMBIENT, lastKnown: this.dry },
    ];
  }

  /** The power fails, the database with it; the daemon starts and the hub says what it believes. */
  async lose(): Promise<void> {
    const { house } = this;
    await house.crash();
    writeFileSync(this.file, 'nonsense');
    await house.start();
    house.hub.orders(...this.believed());
    await house.time.advance(2_000);
  }

  async enter(code: string): Promise<void> {
    this.house.press({ kind: 'clear' });
    this.house.type(code);
    await this.house.time.advance(500);
  }

  /** The code opens this door, and only this one. */
  async expectOpens(code: string, compartment: number): Promise<void> {
    const before = this.house.pulses().length;
    await this.enter(code);
    expect(['opening', 'open']).toContain(this.house.view.name);
    expect(this.house.view).toMatchObject({ compartment });
    expect(this.house.pulses().slice(before)).toEqual([compartment]);
  }

  doors(): { compartment: number; orderId: string | undefined; held: boolean }[] {
    const { view } = this.house;
    if (view.name !== 'staff-doors') throw new Error(`no list of doors but ${view.name}`);
    return view.doors.map(({ compartment, order, held }) => ({ compartment, orderId: order?.orderId, held }));
  }

  listed(compartment: number) {
    return this.doors().find((door) => door.compartment === compartment);
  }

  /** Opens one door of the list and waits until it stands open. */
  async open(compartment: number): Promise<void> {
    this.house.press({ kind: 'check-door', compartment });
    await this.house.time.advance(1_500);
    expect(this.house.view).toMatchObject({ name: 'door-check', compartment, door: 'open' });
  }

  async close(compartment: number): Promise<void> {
    this.house.doors.close(compartment);
    await this.house.time.advance(1_000);
  }

  /** A member checks one door, from sign-in to sign-out. */
  async check(compartment: number, finding: Finding, who: typeof STAFF | typeof LEADER = STAFF): Promise<void> {
    const { house } = this;
    house.person.stop();
    await house.signIn(who);
    await this.open(compartment);
    house.press({ kind: 'found', finding });
    await this.close(compartment);
    expect(house.view).toMatchObject({ name: 'staff-doors', justChecked: compartment });
    house.press({ kind: 'back' });
    house.press({ kind: 'back' });
    await house.time.advance(500);
  }
}

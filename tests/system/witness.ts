import { DatabaseSync } from 'node:sqlite';
import type { Ledger } from '../../src/commands/demo/ledger.ts';
import type { View } from '../../src/core/screen.ts';
import { type Bucket, TOKEN_EVERY_MS } from '../../src/core/throttle.ts';
import type { SimulatedDoors } from '../../src/simulator/doors.ts';
import { brokenPulse, brokenRules, type OnDisk, readOnDisk } from '../scenarios/house-rules.ts';
import type { JournalOnDisk } from './journal-on-disk.ts';

/** Of a token: what rounding may add. */
const ROUNDING = 1e-6;

export interface Witnessed {
  readonly doors: SimulatedDoors;
  readonly disk: JournalOnDisk;
  readonly ledger: Ledger;
}

/**
 * Stands in front of the cabinet and behind the hub, and remembers: every pulse and every word on the screen, each with
 * what was committed at that moment. `brokenPromises` says what of it is no longer true (01, The promises).
 */
export class Witness {
  readonly #of: Witnessed;
  readonly #broken: string[] = [];
  /** What has been committed by the last time that anything was seen. */
  #events: OnDisk['events'] = [];
  #keypad: Bucket | undefined;

  constructor(of: Witnessed) {
    this.#of = of;
    of.doors.onPulse(({ door }) => {
      const pulses = of.doors.pulses.filter((pulse) => pulse.door === door).length;
      this.#broken.push(...brokenPulse(this.#look(), door, pulses));
    });
  }

  #look(): OnDisk {
    const disk = this.#of.disk.read();
    this.#broken.push(...this.#forgotten(disk));
    this.#events = disk.events;
    return disk;
  }

  #forgotten({ events }: OnDisk): readonly string[] {
    const lost = this.#events.find((event, at) => JSON.stringify(event) !== JSON.stringify(events[at]));
    return lost ? [`event ${lost.seq} (${lost.type}) was seen, and is lost or another one`] : [];
  }

  /** What the screen says must be on the disk by then. */
  saw(view: View): void {
    try {
      this.#compare(view);
    } catch (error) {
      // Thrown on, it would end the page's stream without a word.
      this.#broken.push(`what "${view.name}" says could not be compared: ${String(error)}`);
    }
  }

  #compare(view: View): void {
    const { openings, events, orders } = this.#look();
    const rule = (holds: boolean, words: string): void => {
      if (!holds) this.#broken.push(`the screen said "${view.name}", but ${words}`);
    };
    if (view.name === 'open' || view.name === 'thanks') {
      const latest = openings.findLast(({ compartment }) => compartment === view.compartment);
      const states = view.name === 'open' ? ['open', 'closed'] : ['closed'];
      rule(states.includes(latest?.state ?? ''), `the opening is ${latest?.state}`);
      const orderId = latest && 'orderId' in latest.purpose ? latest.purpose.orderId : '';
      const state = orders.find(({ id }) => id === orderId)?.state;
      if (view.name === 'thanks') rule(state === 'collected', `the order is ${state}`);
    }
    if (view.name === 'staff-orders' && view.justStored !== null) {
      const { orderId } = view.justStored;
      const told = events.some(({ type, data }) => type === 'order.stored' && data.orderId === orderId);
      rule(told, `nothing tells that ${orderId} was stored`);
    }
  }

  /** From here on the keypad's bucket fills by time alone. */
  markKeypad(): void {
    this.#keypad = this.#of.disk.keypad();
  }

  /** The one list of everything that is broken; empty when every promise holds. The daemon must be running. */
  brokenPromises(): readonly string[] {
    const { disk, ledger } = this.#of;
    const now = this.#look();
    return [
      ...this.#broken,
      ...disk.faults(),
      ...brokenRules(now),
      ...this.#keypadTrouble(),
      ...this.#hubTrouble(ledger),
    ];
  }

  #keypadTrouble(): readonly string[] {
    const [before, now] = [this.#keypad, this.#of.disk.keypad()];
    if (!before || !now) return [];
    const won = (now.at.monotonicMs - before.at.monotonicMs) / TOKEN_EVERY_MS;
    const fairly = before.tokens + won + ROUNDING;
    return now.tokens <= fairly ? [] : [`the keypad has ${now.tokens} tokens, and can have won ${fairly} only`];
  }

  #hubTrouble({ problems, events }: Ledger): readonly string[] {
    const told = events.map(({ seq, type, data }) => JSON.stringify({ seq, type, data }));
    const other = told.findIndex((event, at) => event !== JSON.stringify(this.#events[at]));
    return other < 0 ? problems : [...problems, `the hub was told ${told[other]}, which is not in the journal`];
  }

  /** The same of a database that a power cut might have left: nothing that was seen is missing, and every rule holds. */
  brokenIn(file: string): readonly string[] {
    const db = new DatabaseSync(file);
    try {
      const verdict = String(db.prepare('PRAGMA integrity_check').get()?.integrity_check);
      const disk = readOnDisk(db);
      return [...(verdict === 'ok' ? [] : [verdict]), ...this.#forgotten(disk), ...brokenRules(disk)];
    } finally {
      db.close();
    }
  }
}

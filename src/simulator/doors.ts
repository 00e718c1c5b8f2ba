import { Listeners } from './listeners.ts';
import type { Timers } from './timers.ts';

export type DoorState = 'closed' | 'open';
/** `stuck-latch`: the bolt stays withdrawn, so the door opens, and springs open again each time it is closed. */
type Lock = 'normal' | 'jammed' | 'stuck-latch';
/** `cut`: the contact reads open whatever the door does. `stuck`: it keeps the reading it had. */
type Sensor = 'good' | 'cut' | 'stuck';

export interface DoorChange {
  door: number;
  state: DoorState;
  atMs: number;
}
export interface Pulse {
  door: number;
  /** Length the board gave the pulse, ms. */
  pulseMs: number;
  atMs: number;
}
interface Door {
  state: DoorState;
  sensed: DoorState;
  lock: Lock;
  sensor: Sensor;
}
export interface SimulatedDoorsOptions {
  /** Doors 1…count, all closed at first. */
  count: number;
  timers: Timers;
  /** From the start of a pulse until the door has swung open, ms. */
  openDelayMs?: number;
}

/** The doors of one board: what truly happened to each, and what its contact says about it. */
export class SimulatedDoors {
  readonly count: number;
  /** Every pulse the lock coils ever got, jammed or not, oldest first. */
  readonly pulses: Pulse[] = [];
  readonly #timers: Timers;
  readonly #openDelayMs: number;
  readonly #doors: Door[];
  readonly #pulseListeners = new Listeners<Pulse>();
  readonly #doorListeners = new Listeners<DoorChange>();
  readonly #sensorListeners = new Listeners<DoorChange>();

  constructor({ count, timers, openDelayMs = 120 }: SimulatedDoorsOptions) {
    this.count = count;
    this.#timers = timers;
    this.#openDelayMs = openDelayMs;
    this.#doors = Array.from({ length: count }, () => ({
      state: 'closed',
      sensed: 'closed',
      lock: 'normal',
      sensor: 'good',
    }));
  }

  has(door: number): boolean {
    return Number.isInteger(door) && door >= 1 && door <= this.count;
  }

  /** Where the door truly is. */
  state(door: number): DoorState {
    return this.#door(door).state;
  }

  /** What the door's contact tells the board. */
  sensed(door: number): DoorState {
    return this.#door(door).sensed;
  }

  /** A board energises the coil. */
  pulse(door: number, pulseMs: number): void {
    const pulse = { door, pulseMs, atMs: this.#timers.nowMs() };
    const lock = this.#door(door);
    this.pulses.push(pulse);
    this.#pulseListeners.tell(pulse);
    this.#timers.after(this.#openDelayMs, () => {
      if (lock.lock !== 'jammed') this.#move(door, 'open');
    });
  }

  close(door: number): void {
    this.#move(door, 'closed');
    const { lock } = this.#door(door);
    if (lock === 'stuck-latch') this.#timers.after(this.#openDelayMs, () => this.#move(door, 'open'));
  }

  /** Somebody forces the door: it opens though no lock was pulsed. */
  openByHand(door: number): void {
    this.#move(door, 'open');
  }

  /** From now on a pulse has no effect. */
  jam(door: number): void {
    this.#door(door).lock = 'jammed';
  }

  stickLatch(door: number): void {
    this.#door(door).lock = 'stuck-latch';
  }

  /** The lock works again. */
  free(door: number): void {
    this.#door(door).lock = 'normal';
  }

  cutSensor(door: number): void {
    this.#door(door).sensor = 'cut';
    this.#sense(door);
  }

  stickSensor(door: number): void {
    this.#door(door).sensor = 'stuck';
  }

  /** The contact tells the truth again. */
  mendSensor(door: number): void {
    this.#door(door).sensor = 'good';
    this.#sense(door);
  }

  onPulse(listener: (pulse: Pulse) => void): () => void {
    return this.#pulseListeners.add(listener);
  }

  /** True movements, seen or unseen by the contact. */
  onDoor(listener: (change: DoorChange) => void): () => void {
    return this.#doorListeners.add(listener);
  }

  /** Changes of the contact's reading: all a board can know. */
  onSensor(listener: (change: DoorChange) => void): () => void {
    return this.#sensorListeners.add(listener);
  }

  #move(door: number, state: DoorState): void {
    const moving = this.#door(door);
    if (moving.state === state) return;
    moving.state = state;
    this.#doorListeners.tell({ door, state, atMs: this.#timers.nowMs() });
    this.#sense(door);
  }

  #sense(door: number): void {
    const watched = this.#door(door);
    if (watched.sensor === 'stuck') return;
    const sensed = watched.sensor === 'cut' ? 'open' : watched.state;
    if (watched.sensed === sensed) return;
    watched.sensed = sensed;
    this.#sensorListeners.tell({ door, state: sensed, atMs: this.#timers.nowMs() });
  }

  #door(door: number): Door {
    const found = this.#doors[door - 1];
    if (found === undefined) throw new RangeError(`no door ${door}: this board has doors 1 to ${this.count}`);
    return found;
  }
}

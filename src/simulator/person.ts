import type { SimulatedDoors } from './doors.ts';
import type { Timers } from './timers.ts';

export interface PersonOptions {
  doors: SimulatedDoors;
  timers: Timers;
  /** How long this person leaves a door open, ms. */
  closeAfterMs: number;
}

/** A pair of hands in front of the cabinet: closes each door some time after it opened. */
export class Person {
  /** May be changed at any time; holds for doors that open from then on. */
  closeAfterMs: number;
  readonly #doors: SimulatedDoors;
  readonly #timers: Timers;
  readonly #closing = new Map<number, () => void>();
  #leave: (() => void) | undefined;

  constructor({ doors, timers, closeAfterMs }: PersonOptions) {
    this.#doors = doors;
    this.#timers = timers;
    this.closeAfterMs = closeAfterMs;
  }

  /** Steps up to the cabinet; doors that already stand open are closed too, after the usual time. */
  start(): void {
    this.#leave ??= this.#doors.onDoor(({ door, state }) => {
      if (state === 'open') this.#closeLater(door);
      else this.#forget(door);
    });
    for (let door = 1; door <= this.#doors.count; door++) {
      if (this.#doors.state(door) === 'open') this.#closeLater(door);
    }
  }

  /** Walks off: open doors stay open. */
  stop(): void {
    this.#leave?.();
    this.#leave = undefined;
    for (const door of [...this.#closing.keys()]) this.#forget(door);
  }

  #closeLater(door: number): void {
    this.#forget(door);
    const cancel = this.#timers.after(this.closeAfterMs, () => {
      this.#closing.delete(door);
      this.#doors.close(door);
    });
    this.#closing.set(door, cancel);
  }

  #forget(door: number): void {
    this.#closing.get(door)?.();
    this.#closing.delete(door);
  }
}

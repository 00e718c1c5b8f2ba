import type { SimulatedBoard } from './board.ts';
import type { SimulatedDoors } from './doors.ts';
import { type EightACommand, EightADecoder, xorOf } from './eight-a-decoder.ts';
import type { Timers } from './timers.ts';

/** What boards of the 8A/80 family disagree about (03-hardware.md, "eight-a"). */
export interface EightASettings {
  /** 1–32. */
  address: number;
  /** Bytes in the answer to "read all"; does not follow the number of channels. */
  statusBytes: number;
  /** Where locks 1–8 are. The bitmap of a multi unlock is taken in the same order. */
  statusOrder: 'last-byte-first' | 'first-byte-first';
  /** What `11`, and a 1 in the bulk status, say about the door. */
  polarity: 'one-is-open' | 'one-is-closed';
  /** The bulk bits say the opposite of the single-lock status. */
  bulkInvert: boolean;
  /** Head of the frame pushed when a contact changes; standard firmware pushes nothing. */
  pushHead: 0x81 | 0x82 | 'none';
  /** Whether an unlock is answered: at once with the old state, after the pulse with the new, or never. */
  unlockAnswer: 'before-pulse' | 'after-pulse' | 'never';
  /** Puts `FA FD 99 99` in front of each answer. */
  garbageFirst: boolean;
  /** From the last byte of a request to the first of its answer, ms. */
  answerDelayMs: number;
}

/** Default length of a pulse on this board family, ms. */
const PULSE_MS = 300;
/** A command whose bytes stop coming for this long is given up. */
const QUIET_MS = 100;
const GARBAGE = [0xfa, 0xfd, 0x99, 0x99];

export class EightABoard implements SimulatedBoard {
  readonly settings: EightASettings;
  /** Every command to this address, oldest first; a test proves here that nobody sent an `unlock-all`. */
  readonly heard: EightACommand[] = [];
  readonly #doors: SimulatedDoors;
  readonly #timers: Timers;
  readonly #decoder: EightADecoder;
  #send: ((bytes: Uint8Array) => void) | undefined;
  #stopWatching: (() => void) | undefined;
  #cancelQuiet: (() => void) | undefined;

  constructor({ doors, timers, ...settings }: { doors: SimulatedDoors; timers: Timers } & Partial<EightASettings>) {
    this.#doors = doors;
    this.#timers = timers;
    this.settings = {
      address: 1,
      statusBytes: Math.ceil(doors.count / 8),
      statusOrder: 'last-byte-first',
      polarity: 'one-is-open',
      bulkInvert: false,
      pushHead: 'none',
      unlockAnswer: 'before-pulse',
      garbageFirst: false,
      answerDelayMs: 5,
      ...settings,
    };
    const { statusBytes } = this.settings;
    if (statusBytes * 8 < doors.count) {
      throw new RangeError(`${statusBytes} status bytes cannot tell of ${doors.count} doors`);
    }
    this.#decoder = new EightADecoder(statusBytes);
  }

  /** Bytes heard that belonged to no command. */
  get discarded(): number {
    return this.#decoder.discarded;
  }

  connect(send: (bytes: Uint8Array) => void): void {
    this.#send = send;
    this.#stopWatching ??= this.#doors.onSensor(({ door }) => {
      const { pushHead, address } = this.settings;
      if (pushHead !== 'none') this.#say([pushHead, address, door, this.#single(door)]);
    });
  }

  disconnect(): void {
    this.#send = undefined;
  }

  receive(bytes: Uint8Array): void {
    this.#cancelQuiet?.();
    for (const command of this.#decoder.push(bytes)) this.#obey(command);
    if (!this.#decoder.holding) return;
    this.#cancelQuiet = this.#timers.after(QUIET_MS, () => {
      for (const command of this.#decoder.quiet()) this.#obey(command);
    });
  }

  #obey(command: EightACommand): void {
    const { address } = this.settings;
    if (command.address !== address) return;
    this.heard.push(command);
    const pulseMs = 'seconds' in command ? command.seconds * 1000 : PULSE_MS;
    switch (command.kind) {
      case 'read-all':
        this.#answer([0x80, address, ...this.#bulk(), 0x33]);
        break;
      case 'read-one':
        if (this.#doors.has(command.lock)) this.#answer([0x80, address, command.lock, this.#single(command.lock)]);
        break;
      case 'unlock':
        if (this.#doors.has(command.lock)) this.#unlock(command.lock, pulseMs);
        break;
      // What a board answers to these two is in no source, so this one obeys and says nothing.
      case 'unlock-all':
        for (let lock = 1; lock <= this.#doors.count; lock++) this.#doors.pulse(lock, pulseMs);
        break;
      case 'multi-unlock': {
        const bitmap = this.#ordered(command.bitmap);
        for (let lock = 1; lock <= this.#doors.count; lock++) {
          if (((bitmap[(lock - 1) >> 3] ?? 0) >> ((lock - 1) & 7)) & 1) this.#doors.pulse(lock, pulseMs);
        }
        break;
      }
    }
  }

  #unlock(lock: number, pulseMs: number): void {
    const { address, unlockAnswer } = this.settings;
    const before = this.#single(lock);
    this.#doors.pulse(lock, pulseMs);
    if (unlockAnswer === 'before-pulse') this.#answer([0x8a, address, lock, before]);
    if (unlockAnswer === 'after-pulse') {
      this.#timers.after(pulseMs, () => this.#answer([0x8a, address, lock, this.#single(lock)]));
    }
  }

  #isOne(lock: number): boolean {
    return (this.#doors.sensed(lock) === 'open') === (this.settings.polarity === 'one-is-open');
  }

  #single(lock: number): number {
    return this.#isOne(lock) ? 0x11 : 0x00;
  }

  /** Channels that do not exist read 0. */
  #bulk(): number[] {
    const bytes = Array.from({ length: this.settings.statusBytes }, () => 0);
    for (let lock = 1; lock <= this.#doors.count; lock++) {
      const at = (lock - 1) >> 3;
      if (this.#isOne(lock) !== this.settings.bulkInvert) bytes[at] = (bytes[at] ?? 0) | (1 << ((lock - 1) & 7));
    }
    return this.#ordered(bytes);
  }

  #ordered(bytes: readonly number[]): number[] {
    return this.settings.statusOrder === 'last-byte-first' ? bytes.toReversed() : [...bytes];
  }

  #answer(frame: number[]): void {
    this.#timers.after(this.settings.answerDelayMs, () => this.#say(frame, this.settings.garbageFirst ? GARBAGE : []));
  }

  #say(frame: number[], before: number[] = []): void {
    this.#send?.(Uint8Array.from([...before, ...frame, xorOf(frame)]));
  }
}

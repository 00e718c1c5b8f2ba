import type { SimulatedBoard } from './board.ts';
import type { SimulatedDoors } from './doors.ts';
import { type HeardLine, LineAssembler, lineBytes } from './larder-line-lines.ts';
import type { Timers } from './timers.ts';

export interface LarderLineSettings {
  /** Thermometers 1…n, 0–9; each begins at 4.0 °C. */
  sensors: number;
  firmware: string;
  /** Locks without a door contact: they read `-` and make no events. */
  unsensed: readonly number[];
  /** Length of a pulse, ms; while one runs, another unlock is refused as `busy`. */
  pulseMs: number;
  /** From one pulse of a lock to the earliest next one of the same, ms. */
  cooldownMs: number;
  /** From the LF of a request to the first byte of its reply, ms. */
  answerDelayMs: number;
}

/** How long an unlock line is remembered, ms, and how many at most (docs/larder-line.md, "Memory"). */
const MEMORY_MS = 10_000;
const MEMORY_LINES = 40;
/** More would not fit into a reply of 96 bytes. */
const MAX_LOCKS = 80;
const MAX_SENSORS = 9;
const EVENT_NUMBERS = 10_000;

/** The board of docs/larder-line.md. */
export class LarderLineBoard implements SimulatedBoard {
  readonly settings: LarderLineSettings;
  /** Every request with a right checksum, as the text the checksum covers, oldest first. */
  readonly heard: string[] = [];
  readonly #doors: SimulatedDoors;
  readonly #timers: Timers;
  readonly #lines = new LineAssembler();
  readonly #temperatures: (number | 'err')[];
  /** Unlock line → what it was answered, and when. */
  readonly #memory = new Map<string, { reply: string; atMs: number }>();
  readonly #lastPulseMs = new Map<number, number>();
  #send: ((bytes: Uint8Array) => void) | undefined;
  #stopWatching: (() => void) | undefined;
  #nextEvent = 0;

  constructor({ doors, timers, ...settings }: { doors: SimulatedDoors; timers: Timers } & Partial<LarderLineSettings>) {
    this.#doors = doors;
    this.#timers = timers;
    this.settings = {
      sensors: 3,
      firmware: '1.0.2',
      unsensed: [],
      pulseMs: 300,
      cooldownMs: 1000,
      answerDelayMs: 5,
      ...settings,
    };
    if (doors.count > MAX_LOCKS || this.settings.sensors > MAX_SENSORS) {
      throw new RangeError(`a larder-line board has at most ${MAX_LOCKS} locks and ${MAX_SENSORS} sensors`);
    }
    this.#temperatures = Array.from({ length: this.settings.sensors }, () => 4);
  }

  /** Sensor 1…n, °C; `err` is a sensor that does not answer the board. */
  setTemperature(sensor: number, celsius: number | 'err'): void {
    if (this.#temperatures[sensor - 1] === undefined) throw new RangeError(`no sensor ${sensor}`);
    this.#temperatures[sensor - 1] = celsius;
  }

  connect(send: (bytes: Uint8Array) => void): void {
    this.#send = send;
    // Never taken back: events are counted while nobody listens, so that the host sees the gap.
    this.#stopWatching ??= this.#doors.onSensor(({ door, state }) => {
      if (!this.settings.unsensed.includes(door)) this.#tell(`door ${door} ${state}`);
    });
  }

  disconnect(): void {
    this.#send = undefined;
  }

  receive(bytes: Uint8Array): void {
    for (const line of this.#lines.push(bytes)) {
      const reply = this.#replyTo(line);
      this.#timers.after(this.settings.answerDelayMs, () => this.#send?.(lineBytes('<', reply)));
    }
  }

  #tell(event: string): void {
    const number = this.#nextEvent;
    this.#nextEvent = (number + 1) % EVENT_NUMBERS;
    this.#send?.(lineBytes('!', `${number} ${event}`));
  }

  #replyTo(line: HeardLine): string {
    if (line.kind === 'unreadable') return '0 err crc';
    if (line.kind === 'bad-id') return '0 err bad-arg';
    this.heard.push(line.body);
    return `${line.id} ${this.#obey(line.verb, line.args, line.body)}`;
  }

  #obey(verb: string, args: readonly string[], body: string): string {
    if (verb === 'unlock') return this.#unlock(args, body);
    if (verb !== 'hello' && verb !== 'doors' && verb !== 'temp') return 'err unknown-verb';
    if (args.length > 0) return 'err bad-arg';
    if (verb === 'doors') return `ok ${this.#doorLetters()}`;
    if (verb === 'temp') return ['ok', ...this.#readings()].join(' ');
    this.#memory.clear();
    const { sensors, firmware } = this.settings;
    return `ok larder-line 1 locks=${this.#doors.count} sensors=${sensors} fw=${firmware}`;
  }

  #unlock(args: readonly string[], body: string): string {
    const [lock = ''] = args;
    if (args.length !== 1 || !/^(0|[1-9]\d{0,3})$/.test(lock)) return 'err bad-arg';
    if (!this.#doors.has(Number(lock))) return 'err no-such-lock';
    const nowMs = this.#timers.nowMs();
    for (const [line, { atMs }] of this.#memory) if (nowMs - atMs >= MEMORY_MS) this.#memory.delete(line);
    const remembered = this.#memory.get(body);
    if (remembered !== undefined) return remembered.reply;
    // Forgetting a younger line to make room could let it pulse a second time.
    if (this.#memory.size >= MEMORY_LINES) return 'err busy';
    const reply = this.#pulse(Number(lock), nowMs);
    this.#memory.set(body, { reply, atMs: nowMs });
    return reply;
  }

  #pulse(lock: number, nowMs: number): string {
    const { pulseMs, cooldownMs } = this.settings;
    const sinceMs = (atMs: number): number => nowMs - atMs;
    if ([...this.#lastPulseMs.values()].some((atMs) => sinceMs(atMs) < pulseMs)) return 'err busy';
    if (sinceMs(this.#lastPulseMs.get(lock) ?? Number.NEGATIVE_INFINITY) < cooldownMs) return 'err cooldown';
    this.#lastPulseMs.set(lock, nowMs);
    this.#doors.pulse(lock, pulseMs);
    return 'ok';
  }

  #doorLetters(): string {
    let letters = '';
    for (let door = 1; door <= this.#doors.count; door++) {
      if (this.settings.unsensed.includes(door)) letters += '-';
      else letters += this.#doors.sensed(door) === 'open' ? 'o' : 'c';
    }
    return letters;
  }

  #readings(): string[] {
    return this.#temperatures.map((celsius, at) => {
      // `|| 0` keeps -0.04 from being written as -0.0.
      const value = celsius === 'err' ? 'err' : (Math.round(celsius * 10) / 10 || 0).toFixed(1);
      return `${at + 1}:${value}`;
    });
  }
}

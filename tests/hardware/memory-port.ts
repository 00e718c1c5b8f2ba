import type { OpenTransport } from '../../src/hardware/bus/open-transport.ts';
import type { TransportEvents, TransportFailure } from '../../src/hardware/bus/transport.ts';
import type { SimulatedBoard } from '../../src/simulator/board.ts';
import type { FakeTime } from '../fakes/time.ts';

export interface Written {
  readonly atMs: number;
  readonly hex: string;
}

/** The lowest boundary, faked: a port in memory with a simulated board, or nothing, at its other end. */
export class MemoryPort {
  readonly written: Written[] = [];
  readonly heard: Written[] = [];
  openings = 0;
  closings = 0;
  /** How openings fail from now on. */
  refusal: TransportFailure | undefined;
  /** What never comes to an end from now on, as when a driver of the kernel hangs. */
  readonly hangs = { open: false, write: false, close: false };
  readonly #time: FakeTime;
  readonly #board: SimulatedBoard | undefined;
  #events: TransportEvents | undefined;

  constructor(time: FakeTime, board?: SimulatedBoard) {
    this.#time = time;
    this.#board = board;
  }

  readonly openTransport: OpenTransport = () => {
    let own: TransportEvents | undefined;
    return {
      open: (events) => {
        own = events;
        this.openings += 1;
        this.#time.scheduler.after(0, () => {
          if (own === undefined || this.hangs.open) return;
          if (this.refusal !== undefined) {
            own.closed(this.refusal);
            return;
          }
          this.#events = events;
          this.#board?.connect((bytes) => this.say(bytes));
          own.opened();
        });
      },
      write: (bytes, done) => {
        if (this.hangs.write) return;
        this.written.push({ atMs: this.#time.monotonicMs, hex: hex(bytes) });
        this.#board?.receive(bytes);
        done();
      },
      close: async () => {
        if (own !== undefined) this.closings += 1;
        own = undefined;
        this.#events = undefined;
        this.#board?.disconnect();
        if (this.hangs.close) await new Promise(() => {});
      },
    };
  };

  /** Bytes for the host, as if the board had said them. */
  say(bytes: Uint8Array): void {
    if (this.#events === undefined) return;
    this.heard.push({ atMs: this.#time.monotonicMs, hex: hex(bytes) });
    this.#events.bytes(bytes);
  }

  /** Pulls the cable out, and tells why. */
  cut(failure: TransportFailure = { code: 'EIO', message: 'pulled out' }): void {
    const events = this.#events;
    this.#events = undefined;
    events?.closed(failure);
  }
}

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ');

export const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(text.split(' '), (byte) => Number.parseInt(byte, 16));

import type { SimulatedBoard } from './board.ts';
import { chain, type Fault, type Wire } from './fault-kinds.ts';
import type { Timers } from './timers.ts';

/** A frame the board said, and what the host had said since the frame before. */
export interface Exchange {
  request: Uint8Array;
  reply: Uint8Array;
}
export interface FaultStep {
  fault: Fault;
  /** How many frames it spoils before the script goes on; 1 if not said, `Infinity` for ever. */
  frames?: number;
  /** Frames for which this is false pass unharmed and are not counted. */
  when?: (exchange: Exchange) => boolean;
}

/** What is kept of a request, bytes: enough for any `when`. */
const MAX_REQUEST_BYTES = 256;

/**
 * Trouble on the cable, for any board or line.
 *
 *     host ──▶ [echo] [lost] [dead] ──▶ board
 *     host ◀── every-frame faults ◀── step of the script ◀── [dead] ◀── board
 */
export class FaultStage implements SimulatedBoard {
  /** The adapter hears its own transmission. */
  echo = false;
  /** The board has no power: it neither hears nor speaks. A board that obeys and is mute is `every(drop)`. */
  dead = false;
  /** This many chunks from the host get lost on their way. */
  loseRequests = 0;
  readonly #board: SimulatedBoard;
  readonly #timers: Timers;
  readonly #every = new Set<{ fault: Fault }>();
  readonly #script: (FaultStep & { left: number })[] = [];
  #onRequest: (() => void)[] = [];
  #request: number[] = [];
  #requestIsOver = false;
  #send: ((bytes: Uint8Array) => void) | undefined;

  constructor({ board, timers }: { board: SimulatedBoard; timers: Timers }) {
    this.#board = board;
    this.#timers = timers;
  }

  /** Appends steps; each waits until the one before it is spent. */
  script(...steps: FaultStep[]): void {
    for (const step of steps) this.#script.push({ ...step, left: step.frames ?? 1 });
  }

  /** Steps not yet spent: a test asserts 0, or its fault never happened. */
  get stepsLeft(): number {
    return this.#script.length;
  }

  /** Spoils every frame from now on, after the script. Returns how to end it. */
  every(fault: Fault): () => void {
    const own = { fault };
    this.#every.add(own);
    return () => this.#every.delete(own);
  }

  /** Bytes nobody asked for, as they are. */
  say(bytes: Uint8Array): void {
    this.#send?.(bytes);
  }

  connect(send: (bytes: Uint8Array) => void): void {
    this.#send = send;
    this.#board.connect((reply) => this.#spoil(reply));
  }

  disconnect(): void {
    this.#send = undefined;
    this.#board.disconnect();
  }

  receive(bytes: Uint8Array): void {
    const copy = bytes.slice();
    if (this.echo) this.#timers.after(0, () => this.say(copy));
    if (this.#requestIsOver) this.#request = [];
    this.#requestIsOver = false;
    this.#request = [...this.#request, ...copy].slice(-MAX_REQUEST_BYTES);
    const waiting = this.#onRequest;
    this.#onRequest = [];
    for (const held of waiting) this.#timers.after(0, held);
    if (this.loseRequests > 0) this.loseRequests -= 1;
    else if (!this.dead) this.#board.receive(copy);
  }

  #spoil(reply: Uint8Array): void {
    if (this.dead) return;
    this.#requestIsOver = true;
    const faults = [...this.#every].map(({ fault }) => fault);
    const step = this.#script[0];
    if (step !== undefined && (step.when?.({ request: Uint8Array.from(this.#request), reply }) ?? true)) {
      step.left -= 1;
      if (step.left <= 0) this.#script.shift();
      faults.unshift(step.fault);
    }
    const wire: Wire = {
      send: (bytes) => this.say(bytes),
      after: (ms, fn) => void this.#timers.after(ms, fn),
      onNextRequest: (fn) => void this.#onRequest.push(fn),
    };
    chain(...faults)(reply, wire);
  }
}

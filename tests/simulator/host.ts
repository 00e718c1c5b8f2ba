import type { SimulatedBoard } from '../../src/simulator/board.ts';

export const hex = (bytes: Iterable<number>): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ');

export const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

/** The other end of the cable: what a test says to a board, and what it has heard. */
export class Host {
  readonly chunks: Uint8Array[] = [];
  readonly #board: SimulatedBoard;

  constructor(board: SimulatedBoard) {
    this.#board = board;
    board.connect((bytes) => this.chunks.push(bytes));
  }

  /** e.g. `8A 01 01 11 9B` */
  say(frame: string): void {
    this.#board.receive(bytesOf(frame));
  }

  sayLine(text: string): void {
    this.#board.receive(Buffer.from(`${text}\n`, 'latin1'));
  }

  /** Everything heard since the last call, as hex. */
  heard(): string {
    return hex(this.chunks.splice(0).flatMap((chunk) => [...chunk]));
  }

  /** The same as text lines. */
  heardLines(): string[] {
    const text = Buffer.concat(this.chunks.splice(0)).toString('latin1');
    return text.split('\n').slice(0, -1);
  }
}

import type { SimulatedBoard } from './board.ts';

/** One serial line with several boards: each hears every byte of the host, and all answer into one wire. */
export class SimulatedLine implements SimulatedBoard {
  readonly #boards: readonly SimulatedBoard[];

  constructor(boards: readonly SimulatedBoard[]) {
    this.#boards = boards;
  }

  receive(bytes: Uint8Array): void {
    for (const board of this.#boards) board.receive(bytes);
  }

  connect(send: (bytes: Uint8Array) => void): void {
    for (const board of this.#boards) board.connect(send);
  }

  disconnect(): void {
    for (const board of this.#boards) board.disconnect();
  }
}

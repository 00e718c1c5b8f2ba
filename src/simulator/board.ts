/**
 * The end of a cable: a board, a line of boards, or a stage of faults in front of either.
 *
 *     host ── receive(bytes) ──▶ SimulatedBoard ── send(bytes) ──▶ host
 *
 * INVARIANT: one call of `send` carries one whole frame (with what the board puts before it), never from inside
 * `receive`: a real board needs time to answer, and fault stages count frames.
 */
export interface SimulatedBoard {
  /** Bytes from the host, in any chunks. */
  receive(bytes: Uint8Array): void;
  /** Plugs the cable in; what the board says goes to `send`. A second call moves the cable. */
  connect(send: (bytes: Uint8Array) => void): void;
  /** Pulls the cable out. The board keeps its power, its doors and its memory; what it says is lost. */
  disconnect(): void;
}

/**
 *     chunk ──▶ cap: at most 96 bytes a line, the rest is cut ──▶ ReadlineParser ──▶ lines
 *                 └─ a `<` begins a line wherever it stands
 *
 * ReadlineParser alone grows without limit while no delimiter comes: 1.28 MB took 4.5 s of CPU (03,
 * rule 11). It is never ended, because its flush emits a partial line as if it were whole.
 */
import { ReadlineParser } from '@serialport/parser-readline';

/** Longest line with its LF (docs/larder-line.md, Grammar). */
export const MAX_LINE_BYTES = 96;
const LF = 0x0a;
const REPLY = 0x3c;

export interface Line {
  /** Without its LF. One that was cut is as long as it may be, so that its checksum is wrong. */
  readonly text: string;
  /** Bytes on the wire that are in `text`, with the LF. */
  readonly length: number;
}

const newParser = (): ReadlineParser =>
  new ReadlineParser({ delimiter: '\n', encoding: 'latin1', readableObjectMode: true, writableHighWaterMark: 4096 });

export class CappedLines {
  #parser = newParser();
  /** Bytes of the line that is coming in, at most 95. */
  #length = 0;
  #lengths: number[] = [];

  /** Whole lines, and how many bytes were cut off or were empty lines. */
  push(chunk: Uint8Array): { readonly lines: readonly Line[]; readonly cutBytes: number } {
    const kept: number[] = [];
    let cutBytes = 0;
    for (const byte of chunk) {
      if (byte === LF && this.#length > 0) {
        this.#end(kept, 1);
      } else if (byte === REPLY && this.#length > 0) {
        this.#end(kept, 0);
        kept.push(byte);
        this.#length = 1;
      } else if (byte === LF || this.#length >= MAX_LINE_BYTES - 1) {
        cutBytes += 1;
      } else {
        kept.push(byte);
        this.#length += 1;
      }
    }
    if (kept.length > 0) this.#parser.write(Buffer.from(kept));
    return { lines: this.#read(), cutBytes };
  }

  /** Drops the partial line and returns its length. */
  reset(): number {
    const dropped = this.#length;
    this.#length = 0;
    this.#lengths = [];
    this.#parser.destroy();
    this.#parser = newParser();
    return dropped;
  }

  #end(kept: number[], delimiterBytes: 0 | 1): void {
    kept.push(LF);
    this.#lengths.push(this.#length + delimiterBytes);
    this.#length = 0;
  }

  #read(): Line[] {
    const lines: Line[] = [];
    for (let text: unknown = this.#parser.read(); text !== null; text = this.#parser.read()) {
      lines.push({ text: String(text), length: this.#lengths.shift() ?? 0 });
    }
    return lines;
  }
}

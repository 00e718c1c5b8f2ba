/**
 * Lines of the larder-line protocol as a board hears and says them. The grammar is docs/larder-line.md.
 *
 *     >id verb [args…]*CRC   heard        <id … / !n …   said
 */

/** Longest line, from `>` to its LF. */
const MAX_LINE_BYTES = 96;

/** CRC-16/MODBUS (start FFFF, polynomial A001, reflected) as 4 upper-case digits, e.g. `4B37` for `123456789`. */
export function checksum(text: string): string {
  let crc = 0xffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}

export function lineBytes(head: '<' | '!', body: string): Uint8Array {
  return Buffer.from(`${head}${body}*${checksum(body)}\n`, 'latin1');
}

export type HeardLine =
  /** `body` is what the checksum covers. */
  | { kind: 'request'; id: string; verb: string; args: string[]; body: string }
  /** Too long, or its checksum is wrong. */
  | { kind: 'unreadable' }
  /** Its checksum is right, but its id is not 0–9999. */
  | { kind: 'bad-id' };

function parse(line: string): HeardLine {
  const parts = /^([^*]*)\*([0-9A-F]{4})\r?$/s.exec(line);
  const body = parts?.[1];
  if (body === undefined || parts?.[2] !== checksum(body)) return { kind: 'unreadable' };
  const [id = '', verb = '', ...args] = body.split(' ');
  if (!/^(0|[1-9]\d{0,3})$/.test(id)) return { kind: 'bad-id' };
  return { kind: 'request', id, verb, args, body };
}

/** Cuts requests out of the stream. A `>` begins a line wherever it stands; bytes outside a line are nobody's. */
export class LineAssembler {
  #line: string | undefined;

  push(bytes: Uint8Array): HeardLine[] {
    const heard: HeardLine[] = [];
    for (const byte of bytes) {
      const letter = String.fromCharCode(byte);
      if (letter === '>') this.#line = '';
      else if (this.#line === undefined) continue;
      else if (letter === '\n') {
        // The line's `>` and LF are not in the text.
        heard.push(this.#line.length + 2 > MAX_LINE_BYTES ? { kind: 'unreadable' } : parse(this.#line));
        this.#line = undefined;
      } else if (this.#line.length < MAX_LINE_BYTES) this.#line += letter;
    }
    return heard;
  }
}

/**
 * Lines of larder-line 1 (the grammar is docs/larder-line.md).
 *
 *     >id verb [args…]*CRC          a request, ids 1–9999
 *     <id ok [fields…]*CRC          <id err code [text…]*CRC          !count verb [fields…]*CRC
 */

export const MAX_NUMBER = 9_999;

/** CRC-16/MODBUS: `123456789` gives 4B37. */
export function crcOf(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text, 'latin1')) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}

export function requestLine(id: number, ...words: readonly string[]): Uint8Array {
  const body = [id, ...words].join(' ');
  return Buffer.from(`>${body}*${crcOf(body)}\n`, 'latin1');
}

export type BoardLine =
  | { readonly kind: 'ok'; readonly id: number; readonly fields: readonly string[] }
  | { readonly kind: 'err'; readonly id: number; readonly code: string; readonly text: string }
  | { readonly kind: 'event'; readonly count: number; readonly verb: string; readonly fields: readonly string[] };

const SHAPE = /^([<!])(0|[1-9]\d{0,3}) ([!-);=?-~+-:]+(?: [!-);=?-~+-:]+)*)\*([0-9A-F]{4})$/;

function parseAt(text: string): BoardLine | undefined {
  const [, head, number, rest = '', crc] = SHAPE.exec(text) ?? [];
  if (head === undefined || crc !== crcOf(`${number} ${rest}`)) return undefined;
  const [word = '', ...fields] = rest.split(' ');
  if (head === '!') return { kind: 'event', count: Number(number), verb: word, fields };
  if (word === 'ok') return { kind: 'ok', id: Number(number), fields };
  const [code, ...words] = fields;
  return word === 'err' && code ? { kind: 'err', id: Number(number), code, text: words.join(' ') } : undefined;
}

/**
 * What a board's line says, and how many characters of noise stood before it; undefined when the checksum or the
 * grammar is broken. `text` has no LF; one CR at its end is tolerated.
 */
export function parseLine(text: string): { readonly line: BoardLine; readonly noise: number } | undefined {
  const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
  for (const { index } of whole.matchAll(/[<!]/g)) {
    const line = parseAt(whole.slice(index));
    if (line !== undefined) return { line, noise: index };
  }
  return undefined;
}

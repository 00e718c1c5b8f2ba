/** What a log line may hold: no secret by its name or its form, and no more than a line's worth of anything. */

/** Field names that never reach the log, at whatever depth. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  ...['code', 'codeMac', 'mac', 'secret', 'secretMac', 'key', 'codeKey', 'ticket', 'label', 'badge', 'token'],
  ...['d', 'password', 'digits', 'session', 'nonce', 'payload'],
]);
/** A compact JWS (ticket, label, document, command), also the beginning of one. */
const SIGNED = /\beyJ[\w-]{8,}(\.[\w-]*)*|[\w-]{4,}\.[\w-]*\.[\w-]{20,}/g;

const MAX_TEXT = 400;
const MAX_ITEMS = 20;
const MAX_DEPTH = 5;
/** Characters of all texts of one line. */
const MAX_LINE = 4_000;

interface Budget {
  left: number;
}

/** The fields of one line as they may be written: at most about 8 kB of JSON, whatever came in. */
export const bounded = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  boundedObject(fields, { left: MAX_LINE }, 0);

function boundedObject(fields: object, budget: Budget, depth: number): Record<string, unknown> {
  const entries = Object.entries(fields);
  const kept = entries.slice(0, MAX_ITEMS).map(([name, value]): [string, unknown] => {
    const key = boundedText(name, budget);
    return [key, SECRET_FIELDS.has(name) ? '[redacted]' : boundedValue(value, budget, depth)];
  });
  const more = entries.length - kept.length;
  return Object.fromEntries(more > 0 ? [...kept, ['more', more]] : kept);
}

function boundedValue(value: unknown, budget: Budget, depth: number): unknown {
  if (typeof value === 'string') return boundedText(value, budget);
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') return typeof value;
  if (value instanceof Error) return boundedText(value.message, budget);
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '…';
  if (!Array.isArray(value)) return boundedObject(value, budget, depth + 1);
  const kept = value.slice(0, MAX_ITEMS).map((item) => boundedValue(item, budget, depth + 1));
  return value.length > kept.length ? [...kept, `… and ${value.length - kept.length} more`] : kept;
}

function boundedText(text: string, budget: Budget): string {
  const most = Math.min(MAX_TEXT, budget.left);
  // Not more than could be shown is searched for secrets, and a little: one that is cut must not pass by its half.
  const said = text.slice(0, most + 1_000).replace(SIGNED, '[signed]');
  budget.left -= Math.min(said.length, most);
  if (said.length <= most && text.length <= most + 1_000) return said;
  return `${said.slice(0, most)}… (${text.length} characters)`;
}

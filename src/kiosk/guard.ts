/** Who may talk to the page's server at all. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "media-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Every answer carries them, refusals too. */
export const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** An input is a few dozen bytes. */
export const MAX_INPUT_BYTES = 1_024;

export interface Refusal {
  readonly status: 400 | 403 | 404 | 413 | 415 | 421 | 503;
  readonly reason: string;
}

/** A name that is not ours is refused before anything is routed (DNS rebinding). */
export function refuseHost(headers: IncomingHttpHeaders, hosts: readonly string[]): Refusal | undefined {
  const host = headers.host ?? '';
  if (host === '') return { status: 400, reason: 'A request names its host.' };
  return hosts.includes(host) ? undefined : { status: 421, reason: 'This host name is not served here.' };
}

/** A change needs our own origin, JSON of a known length, and the token of this start of the daemon. */
export function refuseChange(
  headers: IncomingHttpHeaders,
  hosts: readonly string[],
  token: string,
): Refusal | undefined {
  const { origin = '' } = headers;
  if (!hosts.some((host) => origin === `http://${host}`)) {
    return { status: 403, reason: 'Only the screen itself may do this.' };
  }
  if (headers['content-type'] !== 'application/json') {
    return { status: 415, reason: 'The body must be application/json.' };
  }
  if (!isToken(headers['x-larder-token'], token)) {
    return { status: 403, reason: 'The token is not the one of this start: load the page again.' };
  }
  const length = Number(headers['content-length'] ?? Number.NaN);
  if (length <= MAX_INPUT_BYTES) return undefined;
  return { status: 413, reason: `At most ${MAX_INPUT_BYTES} bytes, with a length.` };
}

function isToken(given: string | string[] | undefined, token: string): boolean {
  const a = Buffer.from(String(given));
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The loopback safety rules of 06: who may talk to the page's server at all. */
import { timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import type { Log } from '../controller/ports.ts';

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

const HEADERS = {
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

export interface GuardNeeds {
  readonly hosts: () => readonly string[];
  readonly token: string;
  readonly log: Log;
}

function refuse(context: Context, needs: GuardNeeds, status: 400 | 403 | 413 | 415 | 421, reason: string): Response {
  needs.log.warn('http-refused', { reason, method: context.req.method, path: context.req.path.slice(0, 80) });
  return context.text(`${reason}\n`, status);
}

/** A name that is not ours is refused before anything is routed (DNS rebinding). */
export const guardHost =
  (needs: GuardNeeds): MiddlewareHandler =>
  async (context, next) => {
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    const host = context.req.header('host') ?? '';
    if (!needs.hosts().includes(host)) return refuse(context, needs, 421, 'This host name is not served here.');
    return next();
  };

/** A change needs our own origin, JSON, and the token of this start of the daemon. */
export const guardChange =
  (needs: GuardNeeds): MiddlewareHandler =>
  async (context, next) => {
    const origin = context.req.header('origin') ?? '';
    if (!needs.hosts().some((host) => origin === `http://${host}`)) {
      return refuse(context, needs, 403, 'Only the screen itself may do this.');
    }
    if (context.req.header('content-type') !== 'application/json') {
      return refuse(context, needs, 415, 'The body must be application/json.');
    }
    if (!sameToken(context.req.header('x-larder-token') ?? '', needs.token)) {
      return refuse(context, needs, 403, 'The token is not the one of this start: load the page again.');
    }
    const length = Number(context.req.header('content-length') ?? Number.NaN);
    if (!(length <= MAX_INPUT_BYTES))
      return refuse(context, needs, 413, `At most ${MAX_INPUT_BYTES} bytes, with a length.`);
    return next();
  };

function sameToken(given: string, token: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}

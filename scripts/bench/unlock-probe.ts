/**
 * Loaded into the daemon before its own code (`node --import`): tells the bench, over IPC, when a POST came in and when
 * an unlock frame was handed to the serial port. Nothing of the daemon knows of it.
 */
import { subscribe } from 'node:diagnostics_channel';
import fs from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';

export interface Probed {
  /** From the last POST's head in Node's HTTP parser to the return of the write of the unlock frame. */
  readonly unlockMs: number;
}

const UNLOCK = 0x8a;
let postedMs = 0;

subscribe('http.server.request.start', (message) => {
  const { request } = message as { readonly request: IncomingMessage };
  if (request.method === 'POST') postedMs = performance.now();
});

const write = fs.writeSync as (...args: unknown[]) => number;
function probed(...args: unknown[]): number {
  const written = write(...args);
  const bytes = args[1];
  if (bytes instanceof Uint8Array && bytes[0] === UNLOCK && bytes.length === 5) {
    const unlockMs = performance.now() - postedMs;
    // The answer to the POST, and everything else of the pickup, goes first.
    setTimeout(() => process.send?.({ unlockMs } satisfies Probed), 5);
  }
  return written;
}
fs.writeSync = probed as typeof fs.writeSync;
syncBuiltinESMExports();
process.channel?.unref();

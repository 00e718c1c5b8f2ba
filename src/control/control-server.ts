/** HTTP on a Unix socket: how commands on the cabinet talk to the running daemon. Who may write the socket may ask. */
import { chmodSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { Log } from '../controller/ports.ts';
import { MAX_SOCKET_PATH_BYTES } from './socket-path.ts';
import type { LockerStatus } from './status.ts';

const REQUEST_TIMEOUT_MS = 5_000;
const OWNER_AND_GROUP = 0o660;

export interface ControlOptions {
  readonly path: string;
  readonly status: () => LockerStatus;
  readonly log: Log;
}

export class ControlServer {
  readonly #options: ControlOptions;
  #server: Server | undefined;

  constructor(options: ControlOptions) {
    this.#options = options;
  }

  /** Throws when another daemon answers on the socket, or the path is too long for a socket. */
  async start(): Promise<void> {
    const { path, status, log } = this.#options;
    if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) {
      throw new Error(
        `${path}: a socket's path has at most ${MAX_SOCKET_PATH_BYTES} bytes; use a shorter state directory.`,
      );
    }
    await removeDeadSocket(path);
    const app = new Hono();
    app.get('/status', (context) => context.json(status()));
    app.onError((error, context) => {
      log.error('control-refused', { message: error.message });
      return context.text(`${error.message}\n`, 500);
    });
    const server = createAdaptorServer({
      fetch: app.fetch,
      serverOptions: {
        requestTimeout: REQUEST_TIMEOUT_MS,
        headersTimeout: REQUEST_TIMEOUT_MS,
        connectionsCheckingInterval: REQUEST_TIMEOUT_MS,
      },
    }) as Server;
    server.on('clientError', (error, socket) => {
      log.warn('control-refused', { message: error.message });
      socket.destroy();
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    chmodSync(path, OWNER_AND_GROUP);
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}

/** A socket that nobody answers was left by a daemon that was killed. */
async function removeDeadSocket(path: string): Promise<void> {
  const alive = await new Promise<boolean>((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
  if (alive) throw new Error(`${path}: another larder runs on this state directory; stop it first.`);
  rmSync(path, { force: true });
}

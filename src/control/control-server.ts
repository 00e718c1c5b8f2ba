/** HTTP on a Unix socket: how commands on the cabinet talk to the running daemon. Who may write the socket may ask. */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Log } from '../controller/ports.ts';
import { discreet } from '../core/discreet.ts';
import { MAX_SOCKET_PATH_BYTES } from './socket-path.ts';
import type { LockerStatus } from './status.ts';

const REQUEST_TIMEOUT_MS = 5_000;
const CHECK_EVERY_MS = 1_000;
/** A few technicians at once; hundreds must not use up the files of the whole daemon. */
const MAX_CONNECTIONS = 64;
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
    const { path, log } = this.#options;
    if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) {
      throw new Error(
        `${path}: a socket's path has at most ${MAX_SOCKET_PATH_BYTES} bytes; use a shorter state directory.`,
      );
    }
    await removeDeadSocket(path);
    const limits = {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_EVERY_MS,
    };
    const server = createServer(limits, (request, response) => this.#answer(request, response));
    server.maxConnections = MAX_CONNECTIONS;
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      // Who just left said nothing wrong.
      if (error.code !== 'ECONNRESET') log.warn('control-refused', { message: error.message });
      socket.destroy();
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    chmodSync(path, OWNER_AND_GROUP);
    this.#server = server;
  }

  #answer({ method, url = '', complete }: IncomingMessage, response: ServerResponse): void {
    if (method !== 'GET' || url !== '/status') {
      this.#options.log.warn('control-refused', { message: 'unknown request', method, path: discreet(url, 80) });
      if (!complete) response.setHeader('connection', 'close');
      response.writeHead(404).end('There is nothing here: ask GET /status.\n');
      return;
    }
    try {
      const body = JSON.stringify(this.#options.status());
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#options.log.error('control-refused', { message });
      response.writeHead(500).end(`${message}\n`);
    }
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

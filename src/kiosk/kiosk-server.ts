/**
 * The screen's own server, on loopback:
 *
 *   GET /, /page.js, /page.css   the page
 *   GET /stream                  server-sent events: hello (everything), state (everything, at each change), alive
 *   POST /input                  what a person did
 */
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { Cancel, Log, Random, Scheduler, Screen } from '../controller/ports.ts';
import type { CabinetFace } from '../core/cabinet.ts';
import type { ScreenInput, ScreenState } from '../core/screen.ts';
import { guardChange, guardHost } from './guard.ts';
import { inputSchema } from './input-schema.ts';
import type { PageFile } from './page-files.ts';

/** The page takes 4.5 s of silence for a dead daemon. */
const ALIVE_EVERY_MS = 2_000;
/** One screen, one technician's laptop on the cabinet, and room for a reconnect. */
const MAX_STREAMS = 8;
const REQUEST_TIMEOUT_MS = 4_000;
/** Node looks for requests over time so often; its own 30 s would make the limit half a minute. */
const CHECK_EVERY_MS = 1_000;

export interface KioskServerOptions {
  readonly port: number;
  readonly page: readonly PageFile[];
  readonly cabinet: CabinetFace;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly log: Log;
}

export class KioskServer implements Screen {
  readonly #options: KioskServerOptions;
  readonly #token: string;
  readonly #streams = new Set<{ stream: SSEStreamingApi; end: () => void }>();
  #server: Server | undefined;
  #stopAlive: Cancel = () => {};
  #port: number;

  constructor(options: KioskServerOptions) {
    this.#options = options;
    this.#token = Buffer.from(options.random.bytes(24)).toString('base64url');
    this.#port = options.port;
  }

  /** Where the page is, once started. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  async start(listener: { input(input: ScreenInput): void; current(): ScreenState }): Promise<void> {
    const { scheduler, log } = this.#options;
    const server = createAdaptorServer({
      fetch: this.#routes(listener).fetch,
      serverOptions: {
        requestTimeout: REQUEST_TIMEOUT_MS,
        headersTimeout: REQUEST_TIMEOUT_MS,
        connectionsCheckingInterval: CHECK_EVERY_MS,
      },
    }) as Server;
    this.#server = server;
    await this.#listen(server);
    this.#stopAlive = scheduler.every(ALIVE_EVERY_MS, () => this.#send('alive', {}));
    log.info('page-served', { url: this.url });
  }

  async #listen(server: Server): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, this.#options.port)));
      server.listen(this.#options.port, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
  }

  #routes(listener: { input(input: ScreenInput): void; current(): ScreenState }): Hono {
    const { page, log } = this.#options;
    const needs = {
      hosts: () => [`127.0.0.1:${this.#port}`, `localhost:${this.#port}`],
      token: this.#token,
      log,
    };
    const app = new Hono();
    app.use(guardHost(needs));
    for (const { path, type, body } of page)
      app.get(path, (context) => context.body(body, 200, { 'content-type': type }));
    app.get('/stream', (context) => {
      if (this.#streams.size >= MAX_STREAMS) return context.text('Too many screens.\n', 503);
      return streamSSE(context, (stream) => this.#serve(stream, listener.current()));
    });
    app.post('/input', guardChange(needs), async (context) => {
      const body: unknown = await context.req.json().catch(() => undefined);
      const parsed = inputSchema.safeParse(body);
      if (!parsed.success) return context.text('Not an input of this screen.\n', 400);
      listener.input(parsed.data);
      return context.body(null, 204);
    });
    return app;
  }

  async #serve(stream: SSEStreamingApi, state: ScreenState): Promise<void> {
    const hello = { token: this.#token, hello: { cabinet: this.#options.cabinet, state } };
    await new Promise<void>((resolve) => {
      const entry = { stream, end: resolve };
      stream.onAbort(() => {
        this.#streams.delete(entry);
        resolve();
      });
      this.#streams.add(entry);
      void stream.writeSSE({ event: 'hello', data: JSON.stringify(hello) });
    });
  }

  show(state: ScreenState): void {
    this.#send('state', state);
  }

  #send(event: string, data: unknown): void {
    const message = { event, data: JSON.stringify(data) };
    for (const { stream } of this.#streams) void stream.writeSSE(message);
  }

  async stop(): Promise<void> {
    this.#stopAlive();
    for (const { end } of this.#streams) end();
    this.#streams.clear();
    const server = this.#server;
    if (!server) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}

function listenError(cause: NodeJS.ErrnoException, port: number): Error {
  if (cause.code !== 'EADDRINUSE') return cause;
  const what = `Port ${port} is taken: is another larder running? Set screen.port in the cabinet file.`;
  return new Error(what, { cause });
}

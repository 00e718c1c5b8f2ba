/**
 * The screen's own server, on loopback:
 *
 *   GET /, /page.js, /page.css   the page
 *   GET /stream                  server-sent events: hello (everything), state (everything, at each change), alive
 *   POST /input                  what a person did
 *   GET /alive                   nothing: the daemon asks itself whether it answers
 */
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Cancel, Log, Random, Scheduler, Screen } from '../controller/ports.ts';
import type { CabinetFace } from '../core/cabinet.ts';
import { discreet } from '../core/discreet.ts';
import type { ScreenInput, ScreenState } from '../core/screen.ts';
import { HEADERS, type Refusal, refuseChange, refuseHost } from './guard.ts';
import { inputSchema } from './input-schema.ts';
import { refuseNoise } from './noise.ts';
import type { PageFile } from './page-files.ts';
import { Streams } from './streams.ts';

/** The page takes 4.5 s of silence for a dead daemon. */
const ALIVE_EVERY_MS = 2_000;
const REQUEST_TIMEOUT_MS = 4_000;
const PROBE_LIMIT_MS = 5_000;
/** Node looks for requests over time so often; its own 30 s would make the limit half a minute. */
const CHECK_EVERY_MS = 1_000;
/** The page needs two; whoever opens hundreds must not use up the files of the whole daemon. */
const MAX_CONNECTIONS = 128;

export interface KioskServerOptions {
  readonly port: number;
  readonly page: readonly PageFile[];
  readonly cabinet: CabinetFace;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly log: Log;
}

interface Listener {
  input(input: ScreenInput): void;
  current(): ScreenState;
}

const NOT_FOUND: Refusal = { status: 404, reason: 'There is nothing here.' };
const NO_INPUT: Refusal = { status: 400, reason: 'Not an input of this screen.' };
const NOT_NOW: Refusal = { status: 503, reason: 'The state of the cabinet cannot be read now.' };
const TOO_MANY: Refusal = { status: 503, reason: 'Too many screens.' };

export class KioskServer implements Screen {
  readonly #options: KioskServerOptions;
  readonly #token: string;
  readonly #streams = new Streams();
  readonly #files: ReadonlyMap<string, PageFile>;
  #listener: Listener | undefined;
  #server: Server | undefined;
  #stopAlive: Cancel = () => {};
  #port: number;
  #hosts: readonly string[] = [];

  constructor(options: KioskServerOptions) {
    this.#options = options;
    this.#token = Buffer.from(options.random.bytes(24)).toString('base64url');
    this.#files = new Map(options.page.map((file) => [file.path, file]));
    this.#port = options.port;
  }

  /** Where the page is, once started. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  /** Pages that listen now. */
  get streams(): number {
    return this.#streams.count;
  }

  async start(listener: Listener): Promise<void> {
    this.#listener = listener;
    if (this.#server) return this.show(listener.current());
    const { scheduler, log } = this.#options;
    const limits = {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_EVERY_MS,
      noDelay: true,
    };
    const server = createServer(limits, (request, response) => this.#answer(request, response));
    server.maxConnections = MAX_CONNECTIONS;
    refuseNoise(server, log);
    this.#server = server;
    await this.#listen(server);
    this.#hosts = [`127.0.0.1:${this.#port}`, `localhost:${this.#port}`];
    this.#stopAlive = scheduler.every(ALIVE_EVERY_MS, () => this.#streams.send('alive', {}));
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

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const listener = this.#listener;
    if (!listener) return this.#refuse(request, response, NOT_NOW);
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const { method, url: path = '', headers } = request;
    const stranger = refuseHost(headers, this.#hosts);
    if (stranger) return this.#refuse(request, response, stranger);
    const file = method === 'GET' ? this.#files.get(path) : undefined;
    if (file) {
      response.writeHead(200, { 'content-type': file.type }).end(file.body);
      return;
    }
    if (method === 'GET' && path === '/alive') {
      response.writeHead(204).end();
      return;
    }
    if (method === 'GET' && path === '/stream') return this.#stream(request, response, listener);
    if (method === 'POST' && path === '/input') return this.#input(request, response, listener);
    return this.#refuse(request, response, NOT_FOUND);
  }

  #stream(request: IncomingMessage, response: ServerResponse, listener: Listener): void {
    if (this.#streams.isFull) return this.#refuse(request, response, TOO_MANY);
    let state: ScreenState;
    try {
      state = listener.current();
    } catch (error) {
      // A disk that cannot be read: the page asks again, and says meanwhile that it waits.
      this.#options.log.error('store-failed', { doing: 'page', message: String(error) });
      return this.#refuse(request, response, NOT_NOW);
    }
    this.#streams.add(response, { token: this.#token, hello: { cabinet: this.#options.cabinet, state } });
  }

  #input(request: IncomingMessage, response: ServerResponse, listener: Listener): void {
    const refusal = refuseChange(request.headers, this.#hosts, this.#token);
    if (refusal) return this.#refuse(request, response, refusal);
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const act = readInput(body);
      if (!act) return this.#refuse(request, response, NO_INPUT);
      listener.input(act);
      response.writeHead(204).end();
    });
  }

  /** What was sent along is not read: its connection ends with the answer. */
  #refuse(request: IncomingMessage, response: ServerResponse, { status, reason }: Refusal): void {
    const { method, url = '' } = request;
    this.#options.log.warn('http-refused', { reason, method, path: discreet(url, 80) });
    if (!request.complete) response.setHeader('connection', 'close');
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${reason}\n`);
  }

  show(state: ScreenState): void {
    this.#streams.send('state', state);
  }

  probe(): Promise<void> {
    return new Promise((resolve, reject) => {
      const where = { host: '127.0.0.1', port: this.#port, path: '/alive', agent: false, timeout: PROBE_LIMIT_MS };
      const asked = get(where, (answer) => {
        answer.resume();
        if (answer.statusCode === 204) resolve();
        else reject(new Error(`the page's server answers ${answer.statusCode}`));
      });
      asked.on('timeout', () => asked.destroy(new Error('the page does not answer')));
      asked.on('error', reject);
    });
  }

  async stop(): Promise<void> {
    this.#stopAlive();
    this.#streams.end();
    const server = this.#server;
    if (!server) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}

function readInput(body: string): ScreenInput | undefined {
  try {
    return inputSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

function listenError(cause: NodeJS.ErrnoException, port: number): Error {
  if (cause.code !== 'EADDRINUSE') return cause;
  const what = `Port ${port} is taken: is another larder running? Set screen.port in the cabinet file.`;
  return new Error(what, { cause });
}

/** The daemon as the page sees it: the built files, a stream that says what it is told to, and an ear for inputs. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ScreenInput, ScreenState } from '../../../src/core/screen.ts';
import { CABINET } from './fixtures.ts';

const DIST = fileURLToPath(new URL('../../../dist/page/', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '/index.html': 'text/html; charset=utf-8',
  '/page.js': 'text/javascript; charset=utf-8',
  '/page.css': 'text/css; charset=utf-8',
};
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'";
const ALIVE_EVERY_MS = 2000;

export class FixtureDaemon {
  readonly inputs: ScreenInput[] = [];
  token = 'first-token';
  /** Hangs as a stuck daemon does: connections stay, words stop. */
  silent = false;
  /** How long the n-th input (from 0) takes to be heard, milliseconds. */
  inputDelayMs: (nth: number) => number = () => 0;
  #heard = 0;
  #state: ScreenState;
  #server: Server | null = null;
  #alive: ReturnType<typeof setInterval> | undefined;
  readonly #streams = new Set<ServerResponse>();

  constructor(state: ScreenState) {
    this.#state = state;
  }

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      void this.#answer(request, response);
    });
    this.#server = server;
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    this.#alive = setInterval(() => this.#say('alive', {}), ALIVE_EVERY_MS);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    clearInterval(this.#alive);
    for (const stream of this.#streams) stream.destroy();
    const server = this.#server;
    if (server !== null) await new Promise((done) => server.close(done));
  }

  show(state: ScreenState): void {
    this.#state = state;
    this.#say('state', state);
  }

  /** Ends every connection, as a restart does. */
  dropStreams(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  #say(event: string, data: unknown): void {
    if (this.silent) return;
    for (const stream of this.#streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '');
    if (path === '/stream') return this.#stream(response);
    if (path === '/input') return this.#input(request, response);
    const type = TYPES[path];
    if (type === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': type, 'content-security-policy': CSP });
    response.end(await readFile(DIST + path.slice(1)));
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.flushHeaders();
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
    const hello = { token: this.token, hello: { cabinet: CABINET, state: this.#state } };
    if (!this.silent) response.write(`event: hello\ndata: ${JSON.stringify(hello)}\n\n`);
  }

  async #input(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const delayMs = this.inputDelayMs(this.#heard++);
    let body = '';
    for await (const chunk of request) body += String(chunk);
    if (delayMs > 0) await setTimeout(delayMs);
    const allowed = request.headers['x-larder-token'] === this.token;
    if (allowed) this.inputs.push(JSON.parse(body) as ScreenInput);
    response.writeHead(allowed ? 204 : 403).end();
  }
}

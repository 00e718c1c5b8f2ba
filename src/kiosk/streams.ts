/** The open pages: each hears every message from its hello on. */
import type { ServerResponse } from 'node:http';

/** One screen, one technician's laptop on the cabinet, and room for a reconnect. */
const MAX_STREAMS = 8;
/** A page that lets so much pile up hangs with its socket open: it is dropped, and begins anew when it wakes. */
const MAX_WAITING_BYTES = 262_144;

const text = (event: string, data: unknown): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** Server-sent events to at most eight pages. */
export class Streams {
  readonly #open = new Set<ServerResponse>();

  get count(): number {
    return this.#open.size;
  }

  get isFull(): boolean {
    return this.#open.size >= MAX_STREAMS;
  }

  add(response: ServerResponse, hello: unknown): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' });
    response.once('close', () => this.#open.delete(response));
    response.on('error', () => response.destroy());
    this.#open.add(response);
    response.write(text('hello', hello));
  }

  send(event: string, data: unknown): void {
    if (this.#open.size === 0) return;
    const message = text(event, data);
    for (const response of this.#open) {
      response.write(message);
      if (response.writableLength > MAX_WAITING_BYTES) response.destroy();
    }
  }

  end(): void {
    for (const response of this.#open) response.end();
    this.#open.clear();
  }
}

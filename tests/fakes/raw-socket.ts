import { connect, type NetConnectOpts, type Socket } from 'node:net';

/** Somebody who writes bytes to a port or a socket, whatever they are, and hears what comes back. */
export class RawSocket {
  readonly socket: Socket;
  heard = '';
  /** Resolves when the other end has closed, or it was never there. */
  readonly closed: Promise<void>;

  constructor(where: NetConnectOpts) {
    this.socket = connect(where);
    this.socket.on('error', () => {});
    this.socket.setEncoding('latin1').on('data', (text: string) => {
      this.heard += text;
    });
    this.closed = new Promise((resolve) => this.socket.once('close', () => resolve()));
  }

  /** Says all of it and waits for the other end to close; returns what it answered. */
  static async say(where: NetConnectOpts, ...pieces: readonly (string | Uint8Array)[]): Promise<string> {
    const raw = new RawSocket(where);
    for (const piece of pieces) raw.socket.write(piece);
    raw.socket.end();
    await raw.closed;
    return raw.heard;
  }

  /** The status codes of all answers so far. */
  get statuses(): readonly number[] {
    return [...this.heard.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, code]) => Number(code));
  }
}

import { connect, type Socket } from 'node:net';
import type { Transport, TransportEvents, TransportFailure } from './transport.ts';
import type { TcpSettings } from './transport-settings.ts';

/** Probes of the kernel begin after so much silence, milliseconds: a server that lost its power says no goodbye. */
const KEEP_ALIVE_MS = 10_000;

/** Raw bytes over TCP, as RS485-to-Ethernet servers speak it. Nagle's delay is switched off. */
export class TcpTransport implements Transport {
  readonly #settings: Pick<TcpSettings, 'host' | 'port'>;
  #socket: Socket | undefined;
  #events: TransportEvents | undefined;

  constructor(settings: Pick<TcpSettings, 'host' | 'port'>) {
    this.#settings = settings;
  }

  open(events: TransportEvents): void {
    const { host, port } = this.#settings;
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
    this.#socket = socket;
    this.#events = events;
    socket.on('connect', () => this.#events?.opened());
    socket.on('data', (chunk: Uint8Array) => this.#events?.bytes(chunk));
    let failure: TransportFailure = { code: 'closed', message: `${host}:${port} closed the connection` };
    socket.on('error', (error: NodeJS.ErrnoException) => {
      failure = { code: error.code ?? 'error', message: error.message };
    });
    socket.on('close', () => {
      const told = this.#events;
      this.#events = undefined;
      told?.closed(failure);
    });
  }

  write(bytes: Uint8Array, done: () => void): void {
    this.#socket?.write(bytes, (error) => {
      if (!error) done();
    });
  }

  async close(): Promise<void> {
    this.#events = undefined;
    // A reset: what the kernel still holds, an unlock of minutes ago perhaps, is not sent any more.
    this.#socket?.resetAndDestroy();
  }
}

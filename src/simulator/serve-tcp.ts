import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { SimulatedBoard } from './board.ts';

export interface TcpService {
  port: number;
  /** Drops every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Listens again, on the same port. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Serves a board or line on 127.0.0.1 as an RS485-to-Ethernet server does: raw bytes, and what the line says goes to
 * every connection. `port` 0 takes any free one.
 */
export async function serveTcp(board: SimulatedBoard, port = 0): Promise<TcpService> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;

  async function listen(wanted: number): Promise<number> {
    const next = createServer({ noDelay: true }, (socket) => {
      sockets.add(socket);
      socket.on('data', (chunk: Uint8Array) => board.receive(chunk));
      // A host that dies mid-write resets the connection; `close` follows.
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    });
    next.listen(wanted, '127.0.0.1');
    await once(next, 'listening');
    server = next;
    board.connect((bytes) => {
      for (const socket of sockets) socket.write(bytes);
    });
    const address = next.address();
    return typeof address === 'object' && address !== null ? address.port : wanted;
  }

  async function cut(): Promise<void> {
    const old = server;
    if (old === undefined) return;
    server = undefined;
    board.disconnect();
    const closed = once(old, 'close');
    old.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  const actualPort = await listen(port);
  return {
    port: actualPort,
    cut,
    async restore() {
      if (server === undefined) await listen(actualPort);
    },
    close: cut,
  };
}

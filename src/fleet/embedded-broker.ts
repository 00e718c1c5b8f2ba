import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';

/** A broker inside this process, for the demo and for tests: MQTT 3.1.1, no accounts, this machine only. */
export interface EmbeddedBroker {
  readonly url: string;
  stop(): Promise<void>;
  /** As if the network went away: every connection breaks and new ones are refused. Retained messages stay. */
  drop(): Promise<void>;
  /** The network is back, at the same address. */
  restore(): Promise<void>;
}

const HOST = '127.0.0.1';

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

const close = (server: Server, sockets: Set<Socket>): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });

/** Listens on 127.0.0.1; `port` 0 takes any free one. Rejects when the port is taken. */
export async function startBroker({ port = 0 }: { readonly port?: number } = {}): Promise<EmbeddedBroker> {
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  const bound = await listen(server, port);
  return {
    url: `mqtt://${HOST}:${bound}`,
    drop: () => (server.listening ? close(server, sockets) : Promise.resolve()),
    async restore() {
      if (!server.listening) await listen(server, bound);
    },
    async stop() {
      if (server.listening) await close(server, sockets);
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
    },
  };
}

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** CONNACK with no properties: MQTT 5 (§3.2) and 3.1.1 (§3.2). */
export const connack = (protocol: 'MQTT 5' | 'MQTT 3.1.1', code: number): Buffer =>
  protocol === 'MQTT 5' ? Buffer.from([0x20, 3, 0, code, 0]) : Buffer.from([0x20, 2, 0, code]);

/** DISCONNECT of MQTT 5 (§3.14). */
export const disconnect = (code: number): Buffer => Buffer.from([0xe0, 2, code, 0]);

/** Answers the first bytes of every connection with bytes of the test's own, and nothing afterwards. */
export class ScriptedBroker {
  url = '';
  connects = 0;
  readonly #answer: readonly Buffer[];
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;

  constructor(...answer: readonly Buffer[]) {
    this.#answer = answer;
  }

  async start(): Promise<this> {
    const server = createServer((socket) => this.#serve(socket)).listen(0, '127.0.0.1');
    this.#server = server;
    await once(server, 'listening');
    const address = server.address();
    if (address !== null && typeof address === 'object') this.url = `mqtt://127.0.0.1:${address.port}`;
    return this;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server?.close();
    if (this.#server) await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.connects += 1;
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    socket.once('data', () => {
      for (const bytes of this.#answer) socket.write(bytes);
    });
    socket.resume();
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { until } from '../../src/commands/demo/steps.ts';
import type { SimulatedBoard } from '../../src/simulator/board.ts';
import { SimulatedDoors } from '../../src/simulator/doors.ts';
import { EightABoard } from '../../src/simulator/eight-a.ts';
import { Person } from '../../src/simulator/person.ts';
import { serveTcp, type TcpService } from '../../src/simulator/serve-tcp.ts';
import { realTimers } from '../../src/simulator/timers.ts';
import { DOORS } from './bench-cabinet.ts';

const UNLOCK = 0x8a;
const READ_ALL = '80010033b2';

/**
 * A board of 24 doors in the bench's own process that pushes its contacts, so that no figure waits for a poll; doors
 * open 10 ms after the pulse and are closed 15 ms later.
 */
export class BenchBoard implements SimulatedBoard {
  readonly doors: SimulatedDoors;
  readonly #board: EightABoard;
  readonly #hands: Person;
  #service: TcpService | undefined;
  #socat: ChildProcess | undefined;
  /** When the last unlock frame and the last request for all doors came in. */
  unlockMs = 0;
  answeredMs = 0;
  onPoll: () => void = () => {};

  constructor({ openDelayMs = 10, answerDelayMs = 5 } = {}) {
    const timers = realTimers();
    this.doors = new SimulatedDoors({ count: DOORS, timers, openDelayMs });
    this.#board = new EightABoard({ doors: this.doors, timers, pushHead: 0x82, answerDelayMs });
    this.#hands = new Person({ doors: this.doors, timers, closeAfterMs: 15 });
    this.#hands.start();
  }

  receive(bytes: Uint8Array): void {
    if (bytes[0] === UNLOCK) this.unlockMs = performance.now();
    if (Buffer.from(bytes).toString('hex') === READ_ALL) this.onPoll();
    this.#board.receive(bytes);
  }

  connect(send: (bytes: Uint8Array) => void): void {
    this.#board.connect((bytes) => {
      this.answeredMs = performance.now();
      send(bytes);
    });
  }

  disconnect(): void {
    this.#board.disconnect();
  }

  /** Nobody closes doors any more. */
  leaveOpen(): void {
    this.#hands.stop();
  }

  async serve(): Promise<{ readonly kind: 'tcp'; readonly host: string; readonly port: number }> {
    this.#service = await serveTcp(this);
    return { kind: 'tcp', host: '127.0.0.1', port: this.#service.port };
  }

  /** The same behind a pseudo-terminal. */
  async servePty(link: string): Promise<{ readonly kind: 'serial'; readonly path: string }> {
    const { port } = await this.serve();
    this.#socat = await ptyTo(link, `TCP:127.0.0.1:${port},nodelay`);
    return { kind: 'serial', path: link };
  }

  async stop(): Promise<void> {
    this.#hands.stop();
    if (this.#socat) await endSocat(this.#socat);
    await this.#service?.close();
  }
}

/** `oneWay`: nothing ever comes back, and nobody needs to read. */
export async function ptyTo(link: string, address: string, oneWay = false): Promise<ChildProcess> {
  const words = [...(oneWay ? ['-u'] : []), `PTY,link=${link},rawer`, address];
  const socat = spawn('socat', words, { stdio: 'ignore' });
  process.once('exit', () => void socat.kill());
  await until(() => existsSync(link), 'socat to make a pseudo-terminal (apt install socat)', 5_000);
  return socat;
}

export async function endSocat(socat: ChildProcess): Promise<void> {
  if (socat.exitCode !== null) return;
  const ended = once(socat, 'exit');
  socat.kill();
  await ended;
}

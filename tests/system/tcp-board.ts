import { SimulatedDoors } from '../../src/simulator/doors.ts';
import { EightABoard } from '../../src/simulator/eight-a.ts';
import { Person } from '../../src/simulator/person.ts';
import { serveTcp, type TcpService } from '../../src/simulator/serve-tcp.ts';
import { realTimers } from '../../src/simulator/timers.ts';
import { DOORS } from './cabinet-file.ts';

/** Long enough for a busy machine to see the door open: the daemon looks every 100 ms when it can. */
const CLOSE_AFTER_MS = 800;

/** A board, its doors and somebody's hands in the test's own process: they outlive every daemon. */
export class TcpBoard {
  readonly doors: SimulatedDoors;
  /** Close each open door soon, while started. */
  readonly hands: Person;
  readonly #service: TcpService;

  private constructor(doors: SimulatedDoors, service: TcpService) {
    this.doors = doors;
    this.hands = new Person({ doors, timers: realTimers(), closeAfterMs: CLOSE_AFTER_MS });
    this.#service = service;
  }

  static async start(): Promise<TcpBoard> {
    const timers = realTimers();
    const doors = new SimulatedDoors({ count: DOORS, timers });
    return new TcpBoard(doors, await serveTcp(new EightABoard({ doors, timers })));
  }

  get transport(): { readonly kind: 'tcp'; readonly host: string; readonly port: number } {
    return { kind: 'tcp', host: '127.0.0.1', port: this.#service.port };
  }

  /** The doors whose locks got a pulse, oldest first. */
  get pulses(): readonly number[] {
    return this.doors.pulses.map(({ door }) => door);
  }

  async stop(): Promise<void> {
    this.hands.stop();
    await this.#service.close();
  }
}

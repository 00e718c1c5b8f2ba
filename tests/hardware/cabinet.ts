import type { DoorState } from '../../src/core/opening.ts';
import { CabinetBoards } from '../../src/hardware/cabinet-boards.ts';
import { type BusConfig, busSchema, type Lock } from '../../src/hardware/settings.ts';
import type { SimulatedBoard } from '../../src/simulator/board.ts';
import { SimulatedDoors } from '../../src/simulator/doors.ts';
import { EightABoard, type EightASettings } from '../../src/simulator/eight-a.ts';
import { FaultStage } from '../../src/simulator/faults.ts';
import { FakeTime } from '../fakes/time.ts';
import { RecordingLog } from './log.ts';
import { MemoryPort } from './memory-port.ts';

export const fixedRandom = {
  bytes: (count: number): Uint8Array => new Uint8Array(count),
  uniform: (): number => 0,
};

export const busOf = (boards: readonly Record<string, unknown>[], more: Record<string, unknown> = {}): BusConfig =>
  busSchema.parse({ id: 'left', transport: { kind: 'serial', path: '/dev/null' }, boards, ...more });

export const locksOf = (board: string, count: number, first = 1, supply = 'cabinet'): Lock[] =>
  Array.from({ length: count }, (_, at) => ({ compartment: first + at, board, channel: at + 1, supply }));

export interface TestCabinet {
  readonly time: FakeTime;
  readonly port: MemoryPort;
  readonly log: RecordingLog;
  readonly boards: CabinetBoards;
  /** Door changes, `compartment state`, oldest first. */
  readonly changes: string[];
}

/** A cabinet on one line in memory; started, and given time to read its doors. */
export async function cabinetOn(
  time: FakeTime,
  board: SimulatedBoard | undefined,
  buses: readonly BusConfig[],
  locks: readonly Lock[],
): Promise<TestCabinet> {
  const port = new MemoryPort(time, board);
  const log = new RecordingLog();
  const boards = new CabinetBoards({
    buses,
    locks,
    clock: time.clock,
    scheduler: time.scheduler,
    random: fixedRandom,
    log,
    openTransport: port.openTransport,
  });
  const changes: string[] = [];
  boards.start({ doorChanged: (compartment: number, door: DoorState) => changes.push(`${compartment} ${door}`) });
  await time.advance(300);
  return { time, port, log, boards, changes };
}

export interface EightACabinet extends TestCabinet {
  readonly doors: SimulatedDoors;
  readonly board: EightABoard;
  readonly faults: FaultStage;
}

/** Compartments 1…count at one simulated 8A board with address 1, whose settings may differ from its own. */
export async function eightACabinet(
  options: {
    readonly channels?: number;
    readonly board?: Partial<EightASettings>;
    readonly settings?: Record<string, unknown>;
    readonly bus?: Record<string, unknown>;
    readonly prepare?: (faults: FaultStage) => void;
  } = {},
): Promise<EightACabinet> {
  const time = new FakeTime();
  const { timers } = time;
  const channels = options.channels ?? 12;
  const doors = new SimulatedDoors({ count: channels, timers });
  const board = new EightABoard({ doors, timers, ...options.board });
  const faults = new FaultStage({ board, timers });
  options.prepare?.(faults);
  const bus = busOf([{ id: 'a', dialect: 'eight-a', channels, ...options.settings }], options.bus);
  const cabinet = await cabinetOn(time, faults, [bus], locksOf('a', channels));
  return { ...cabinet, doors, board, faults };
}

/**
 * A board in a process of its own, whose wire is stdin and stdout:
 *
 *     node src/simulator/serve-stdio.ts --dialect eight-a --address 1 --channels 12 --closeAfterMs 300 --jam 3
 *
 * `--record FILE` appends what happened, see recorder.ts. Says `ready` on stderr once it listens; ends with its input.
 */
import { writeSync } from 'node:fs';
import type { SimulatedBoard } from './board.ts';
import { SimulatedDoors } from './doors.ts';
import { EightABoard } from './eight-a.ts';
import { LarderLineBoard } from './larder-line.ts';
import { SimulatedLine } from './line.ts';
import { Person } from './person.ts';
import { recorder } from './recorder.ts';
import { type StdioOptions, stdioOptions } from './stdio-options.ts';
import { realTimers } from './timers.ts';

function serve(options: StdioOptions): void {
  const timers = realTimers();
  const record = recorder(options.recordFile);

  function doorsOf(address: number): SimulatedDoors {
    const doors = new SimulatedDoors({ count: options.channels, timers });
    for (const door of options.jammed) doors.jam(door);
    for (const door of options.cutSensors) doors.cutSensor(door);
    doors.onPulse(({ door, pulseMs }) => record({ kind: 'pulse', address, door, pulseMs }));
    doors.onDoor(({ door, state }) => record({ kind: 'door', address, door, state }));
    if (options.closeAfterMs !== undefined) {
      new Person({ doors, timers, closeAfterMs: options.closeAfterMs }).start();
    }
    return doors;
  }

  const line: SimulatedBoard =
    options.dialect === 'larder-line'
      ? new LarderLineBoard({ doors: doorsOf(1), timers, sensors: options.sensors })
      : new SimulatedLine(
          options.addresses.map((address) => {
            return new EightABoard({ doors: doorsOf(address), timers, address, ...options.eightA });
          }),
        );
  line.connect((bytes) => {
    record({ kind: 'said', hex: Buffer.from(bytes).toString('hex') });
    process.stdout.write(bytes);
  });
  process.stdin.on('data', (chunk: Buffer) => {
    record({ kind: 'heard', hex: chunk.toString('hex') });
    line.receive(chunk);
  });
  // A person about to close a door would keep the process alive.
  process.stdin.on('end', () => process.exit(0));
  process.stdin.on('error', () => process.exit(0));
  process.stdout.on('error', () => process.exit(0));
  writeSync(2, 'ready\n');
}

try {
  serve(stdioOptions(process.argv.slice(2)));
} catch (error) {
  writeSync(2, `serve-stdio: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

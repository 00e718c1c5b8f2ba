import { existsSync, readFileSync } from 'node:fs';
import type { RecordLine } from '../../src/simulator/recorder.ts';

/** Every request of this family to read a board: `80 BB LL 33`, and the XOR of it. */
const POLL = /^80([0-9a-f]{2})([0-9a-f]{2})33([0-9a-f]{2})$/;

function isPoll(frame: string): boolean {
  const bytes = Buffer.from(frame, 'hex');
  return POLL.test(frame) && bytes.reduce((sum, byte) => sum ^ byte, 0) === 0;
}

/** What a board in another process wrote down while it ran; several boards may have written into one file. */
export class BoardRecord {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  lines(): readonly RecordLine[] {
    if (!existsSync(this.#file)) return [];
    const whole = readFileSync(this.#file, 'utf8').split('\n').slice(0, -1);
    return whole.map((line) => JSON.parse(line) as RecordLine);
  }

  /** All bytes that the host sent after the first `skipped`, as hex. */
  heard(skipped = 0): string {
    const hex = this.lines().map((line) => (line.kind === 'heard' ? line.hex : ''));
    return hex.join('').slice(2 * skipped);
  }

  heardBytes(): number {
    return this.heard().length / 2;
  }

  /** What the host sent besides read-only polls, cut into frames of five bytes. */
  besidesPolls(skipped = 0): readonly string[] {
    const frames = this.heard(skipped).match(/.{1,10}/g) ?? [];
    return frames.filter((frame) => !isPoll(frame));
  }

  pulses(): readonly number[] {
    return this.lines().flatMap((line) => (line.kind === 'pulse' ? [line.door] : []));
  }
}

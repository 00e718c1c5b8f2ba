/** The rule of every unlock (05): intent written to the log ─▶ log synced ─▶ and only then the frame on the wire. */
import type { Call } from './strace-log.ts';

export interface ExpectedUnlock {
  readonly door: number;
  /** What the record of its intent reads in the database, and no earlier record. */
  readonly intent: string;
}

const WAL = /larder\.db-wal$/;

/** `8A BB LL 11 XX`, alone or among other bytes. */
function unlockedDoors(bytes: Buffer): readonly number[] {
  const doors: number[] = [];
  for (let at = 0; at + 5 <= bytes.length; at += 1) {
    const frame = bytes.subarray(at, at + 5);
    const whole = frame.reduce((sum, byte) => sum ^ byte, 0) === 0;
    if (frame[0] === 0x8a && frame[3] === 0x11 && whole) doors.push(frame[2] ?? 0);
  }
  return doors;
}

const isWire = ({ target }: Call, wire: string): boolean => target === wire;
const isSync = ({ name, target }: Call): boolean => /^f(data)?sync$/.test(name) && WAL.test(target);

/** Everything that breaks the rule; empty when each expected unlock, and no other, left in its turn. */
export function unlockProblems(calls: readonly Call[], wire: string, expected: readonly ExpectedUnlock[]): string[] {
  const unlocks = calls
    .filter((call) => isWire(call, wire))
    .flatMap((call) => unlockedDoors(call.bytes).map((door) => ({ door, call })));
  const doors = unlocks.map(({ door }) => door).join(', ');
  const due = expected.map(({ door }) => door).join(', ');
  if (doors !== due) return [`unlocks on the wire: ${doors || 'none'}; due: ${due}`];
  return expected.flatMap(({ door, intent }, at) => {
    const unlock = unlocks[at]?.call;
    const needle = Buffer.from(intent);
    const written = calls.find(({ target, bytes }) => WAL.test(target) && bytes.includes(needle));
    if (!unlock || !written) return [`door ${door}: its intent was never written to the log`];
    if (written.ended >= unlock.began) return [`door ${door}: unlocked before its intent was written`];
    const synced = calls.some((call) => isSync(call) && call.began > written.ended && call.ended < unlock.began);
    return synced ? [] : [`door ${door}: its intent was written but not synced before the unlock`];
  });
}

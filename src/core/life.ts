/** How often the daemon was started, and how the process before ended (04, Health: restarts, watchdog). Pure. */
import * as z from 'zod';

/** `power-lost`: the machine itself began anew, and the daemon had not been told to stop. */
export const endSchema = z.enum(['first-start', 'stopped', 'crashed', 'watchdog', 'power-lost']);
export type End = z.infer<typeof endSchema>;

export const restartsSchema = z.strictObject({
  starts: z.int(),
  crashes: z.int(),
  /** Ended by the service manager, because it was not fed. */
  watchdogs: z.int(),
  powerLosses: z.int(),
  /** How the process before this one ended. */
  lastEnd: endSchema,
});

/** What is kept of it from one process to the next. */
export const lifeSchema = restartsSchema.extend({ bootId: z.string(), isOver: z.boolean() });
export type Life = z.infer<typeof lifeSchema>;

/** What the service manager says of how the process before ended ($SERVICE_RESULT); undefined when it says nothing. */
export type SaidEnd = string | undefined;

function endOf(before: Life | undefined, bootId: string, said: SaidEnd): End {
  if (before === undefined) return 'first-start';
  if (before.isOver) return 'stopped';
  if (before.bootId !== bootId) return 'power-lost';
  if (said === 'watchdog') return 'watchdog';
  // Told to stop, and the disk did not take the word.
  return said === 'success' ? 'stopped' : 'crashed';
}

/** A process begins. */
export function begin(before: Life | undefined, bootId: string, said: SaidEnd): Life {
  const lastEnd = endOf(before, bootId, said);
  const { starts = 0, crashes = 0, watchdogs = 0, powerLosses = 0 } = before ?? {};
  return {
    starts: starts + 1,
    crashes: crashes + Number(lastEnd === 'crashed'),
    watchdogs: watchdogs + Number(lastEnd === 'watchdog'),
    powerLosses: powerLosses + Number(lastEnd === 'power-lost'),
    ...{ lastEnd, bootId, isOver: false },
  };
}

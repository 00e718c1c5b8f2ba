/**
 * 0 ok, 1 failed, 2 wrong usage: the same for every command. 78 (EX_CONFIG): the cabinet file or a secret has to be
 * put right by a person; no restart would help, and the unit does not try.
 */
export const EXIT = { ok: 0, failed: 1, usage: 2, config: 78 } as const;

/** Says what went wrong on standard error and sets the exit code; the process ends when its work is done. */
export function failWith(message: string, code: (typeof EXIT)[keyof typeof EXIT] = EXIT.failed): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}

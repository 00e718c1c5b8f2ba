/** 0 ok, 1 failed, 2 wrong usage: the same for every command. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** Says what went wrong on standard error and sets the exit code; the process ends when its work is done. */
export function failWith(message: string, code: 1 | 2 = EXIT.failed): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}

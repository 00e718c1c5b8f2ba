import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What the unit's ExecStopPost wrote about the process before this one ($SERVICE_RESULT: success, watchdog, exit-code,
 * signal, oom-kill …); undefined when it wrote nothing. Read once: the file is removed.
 */
export function takeLastEnd(env: NodeJS.ProcessEnv): string | undefined {
  const { RUNTIME_DIRECTORY } = env;
  if (RUNTIME_DIRECTORY === undefined) return undefined;
  const path = join(RUNTIME_DIRECTORY, 'last-end');
  try {
    const text = readFileSync(path, 'utf8').trim().slice(0, 40);
    rmSync(path);
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}

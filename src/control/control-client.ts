import { request } from 'node:http';
import { fail, ok, type Result } from '../core/result.ts';
import { socketPath, spareSocketPath } from './socket-path.ts';
import { type AnyStatus, anyStatusSchema } from './status.ts';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 1_048_576;

/**
 * Asks the running daemon of a state directory how it is; the failure is a sentence for the person who asked.
 * `runtimeDirectory`: where a daemon whose state directory takes no socket may have put it.
 */
export async function askStatus(
  stateDirectory: string,
  runtimeDirectory: string | undefined = process.env.RUNTIME_DIRECTORY,
): Promise<Result<AnyStatus, string>> {
  const path = socketPath(stateDirectory);
  try {
    return ok(await ask(path));
  } catch (error) {
    const spare = isNobody(error) ? spareSocketPath(stateDirectory, runtimeDirectory) : undefined;
    const answer = spare === undefined ? undefined : await ask(spare).catch(() => undefined);
    return answer ? ok(answer) : fail(explain(path, error as NodeJS.ErrnoException));
  }
}

const ask = async (path: string): Promise<AnyStatus> => anyStatusSchema.parse(JSON.parse(await get(path, '/status')));

const isNobody = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED');

function get(socket: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: socket, path, timeout: TIMEOUT_MS }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MAX_BYTES) answer.destroy(new Error('the answer is too long'));
      });
      answer.on('error', reject);
      answer.on('end', () => (answer.statusCode === 200 ? resolve(text) : reject(new Error(text.trim()))));
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    asked.on('error', reject);
    asked.end();
  });
}

function explain(path: string, error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
    case 'ECONNREFUSED':
      return `No larder runs on this state directory (${path}). Start it, or name the right one with --state.`;
    case 'EACCES':
      return `${path}: not allowed. Join the group "larder", or use sudo.`;
    default:
      return `${path}: ${error.message}`;
  }
}

import { request } from 'node:http';
import { fail, ok, type Result } from '../core/result.ts';
import { socketPath } from './socket-path.ts';
import { type LockerStatus, lockerStatusSchema } from './status.ts';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 1_048_576;

/** Asks the running daemon of a state directory how it is; the failure is a sentence for the person who asked. */
export async function askStatus(stateDirectory: string): Promise<Result<LockerStatus, string>> {
  const path = socketPath(stateDirectory);
  try {
    return ok(lockerStatusSchema.parse(JSON.parse(await get(path, '/status'))));
  } catch (error) {
    return fail(explain(path, error as NodeJS.ErrnoException));
  }
}

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

import type { TransportFailure } from './transport.ts';

/** serialport's native `open` gives the words of strerror(3) and no code. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/no such file or directory/i, 'ENOENT'],
  [/no such device or address/i, 'ENXIO'],
  [/no such device/i, 'ENODEV'],
  [/input\/output error/i, 'EIO'],
  [/bad file descriptor/i, 'EBADF'],
  [/permission denied/i, 'EACCES'],
  [/cannot lock port/i, 'locked'],
  [/device or resource busy/i, 'EBUSY'],
];

/** Names the system's code of what serialport complained about; `error` when it is none of those known. */
export function serialFailure(error: unknown, path: string): TransportFailure {
  const message = error instanceof Error ? error.message : String(error);
  const ownCode = error instanceof Error && 'code' in error ? error.code : undefined;
  const code = typeof ownCode === 'string' ? ownCode : (WORDS.find(([words]) => words.test(message))?.[1] ?? 'error');
  return { code, message: explain(code, path, message) };
}

function explain(code: string, path: string, message: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `no permission to open ${path}: add the user of this daemon to the group dialout`;
    case 'locked':
    case 'EBUSY':
      return `${path} is in use by another program: "fuser -v ${path}" names it`;
    case 'ENOENT':
      return `${path} is not there: is the adapter plugged in?`;
    default:
      return `${path}: ${message}`;
  }
}

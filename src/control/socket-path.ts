import { join } from 'node:path';

/** sun_path of Linux has 108 bytes, with the closing zero. */
export const MAX_SOCKET_PATH_BYTES = 107;

const NAME = 'control.sock';
const STATES = '/var/lib/';

/** The control socket of a state directory. */
export const socketPath = (stateDirectory: string): string => join(stateDirectory, NAME);

/**
 * Where it is instead while the state directory takes no socket: the service's runtime directory, in memory. systemd
 * names it to the service alone (RuntimeDirectory=); by its own rule it is /run/NAME beside a state in /var/lib/NAME.
 */
export function spareSocketPath(stateDirectory: string, runtimeDirectory: string | undefined): string | undefined {
  const named = runtimeDirectory?.split(':')[0];
  if (named) return join(named, NAME);
  return stateDirectory.startsWith(STATES) ? join('/run', stateDirectory.slice(STATES.length), NAME) : undefined;
}

import { join } from 'node:path';

/** sun_path of Linux has 108 bytes, with the closing zero. */
export const MAX_SOCKET_PATH_BYTES = 107;

/** The control socket of a state directory. */
export const socketPath = (stateDirectory: string): string => join(stateDirectory, 'control.sock');

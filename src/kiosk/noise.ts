import type { Server } from 'node:http';
import type { Log } from '../controller/ports.ts';

const ANSWERS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** What is no HTTP, or does not come whole in time, is answered, told of, and cut off. */
export function refuseNoise(server: Server, log: Log): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const { code = 'error' } = error;
    // Who just left said nothing wrong.
    if (code === 'ECONNRESET' || code === 'EPIPE' || !socket.writable) return socket.destroy();
    log.warn('http-refused', { reason: code });
    socket.end(`HTTP/1.1 ${ANSWERS[code] ?? '400 Bad Request'}\r\nConnection: close\r\n\r\n`, () => socket.destroy());
  });
}

import { writeSync } from 'node:fs';
import { SerialPort } from 'serialport';
import { serialFailure } from './serial-failure.ts';
import type { Transport, TransportEvents, TransportFailure } from './transport.ts';
import type { SerialSettings } from './transport-settings.ts';

export type SerialLine = Omit<SerialSettings, 'kind' | 'baud'> & { readonly baud: number };

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EINTR');

/** A serial port by npm `serialport` 13; locked, so that no second program of ours mixes its bytes in. */
export class SerialTransport implements Transport {
  readonly #line: SerialLine;
  #port: SerialPort | undefined;
  #events: TransportEvents | undefined;
  #opening: Promise<void> = Promise.resolve();

  constructor(line: SerialLine) {
    this.#line = line;
  }

  open(events: TransportEvents): void {
    const { path, baud, dataBits, parity, stopBits } = this.#line;
    this.#events = events;
    const port = new SerialPort({ path, baudRate: baud, dataBits, parity, stopBits, lock: true, autoOpen: false });
    this.#port = port;
    port.on('data', (chunk: Uint8Array) => this.#events?.bytes(chunk));
    port.on('error', (error) => this.#lost(serialFailure(error, path)));
    port.on('end', () => this.#lost({ code: 'closed', message: `${path} ended` }));
    port.on('close', (error: unknown) => {
      this.#lost(error ? serialFailure(error, path) : { code: 'closed', message: `${path} was closed` });
    });
    this.#opening = new Promise((resolve) => {
      port.open((error) => {
        if (error) this.#lost(serialFailure(error, path));
        else this.#events?.opened();
        resolve();
      });
    });
  }

  write(bytes: Uint8Array, done: () => void): void {
    const port = this.#port;
    if (port === undefined) return;
    const taken = this.#writeNow(port, bytes);
    if (taken === undefined) return;
    if (taken === bytes.length) {
      done();
      return;
    }
    port.write(bytes.subarray(taken), undefined, (error) => {
      if (!error) done();
    });
  }

  /**
   * Bytes that the system took at once; undefined when the port failed. The stream of serialport hands each write to
   * another thread, which makes an unlock 0.15 ms later; the port is opened non-blocking, so that this never waits.
   */
  #writeNow(port: SerialPort, bytes: Uint8Array): number | undefined {
    const fd = port.port?.fd;
    if (typeof fd !== 'number' || !port.isOpen || port.writableLength > 0) return 0;
    try {
      return writeSync(fd, bytes);
    } catch (error) {
      if (isBusy(error)) return 0;
      this.#lost(serialFailure(error, this.#line.path));
      return undefined;
    }
  }

  async close(): Promise<void> {
    this.#events = undefined;
    // An opening that is under way has nothing to close yet.
    await this.#opening;
    if (this.#port !== undefined) await this.#release(this.#port);
  }

  #lost(failure: TransportFailure): void {
    const told = this.#events;
    this.#events = undefined;
    told?.closed(failure);
  }

  async #release(port: SerialPort): Promise<void> {
    if (!port.isOpen) return;
    await new Promise<void>((resolve) => port.close(() => resolve()));
  }
}

import { SerialTransport } from './serial-transport.ts';
import { TcpTransport } from './tcp-transport.ts';
import type { Transport } from './transport.ts';
import type { TransportSettings } from './transport-settings.ts';

/** Makes the transport of one opening; `baud` where the settings leave it to the dialect. */
export type OpenTransport = (settings: TransportSettings, baud: number) => Transport;

export const openTransport: OpenTransport = (settings, baud) =>
  settings.kind === 'tcp' ? new TcpTransport(settings) : new SerialTransport({ ...settings, baud });

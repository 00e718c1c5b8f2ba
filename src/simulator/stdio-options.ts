import { parseArgs } from 'node:util';
import type { EightASettings } from './eight-a.ts';

export interface StdioOptions {
  dialect: 'eight-a' | 'larder-line';
  /** eight-a: one board for each address, on one line. */
  addresses: number[];
  channels: number;
  eightA: Partial<EightASettings>;
  sensors: number;
  /** Nobody closes doors if absent. */
  closeAfterMs: number | undefined;
  /** Door numbers, on every board. */
  jammed: number[];
  cutSensors: number[];
  recordFile: string | undefined;
}

function whole(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`--${name} must be a whole number, not "${text}"`);
  return Number(text);
}

function oneOf<const T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === text);
  if (found === undefined) throw new Error(`--${name} must be one of ${allowed.join(', ')}, not "${text}"`);
  return found;
}

/** Reads the command line of serve-stdio.ts; throws an `Error` that names the wrong option. */
export function stdioOptions(args: readonly string[]): StdioOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      dialect: { type: 'string', default: 'eight-a' },
      address: { type: 'string', multiple: true, default: ['1'] },
      channels: { type: 'string', default: '12' },
      sensors: { type: 'string', default: '3' },
      statusBytes: { type: 'string' },
      statusOrder: { type: 'string', default: 'last-byte-first' },
      polarity: { type: 'string', default: 'one-is-open' },
      bulkInvert: { type: 'boolean', default: false },
      push: { type: 'string', default: 'none' },
      unlockAnswer: { type: 'string', default: 'before-pulse' },
      garbageFirst: { type: 'boolean', default: false },
      closeAfterMs: { type: 'string' },
      jam: { type: 'string', multiple: true, default: [] },
      cutSensor: { type: 'string', multiple: true, default: [] },
      record: { type: 'string' },
    },
  });
  const push = oneOf('push', values.push, ['none', '81', '82']);
  return {
    dialect: oneOf('dialect', values.dialect, ['eight-a', 'larder-line']),
    addresses: values.address.map((text) => whole('address', text)),
    channels: whole('channels', values.channels),
    eightA: {
      ...(values.statusBytes === undefined ? {} : { statusBytes: whole('statusBytes', values.statusBytes) }),
      statusOrder: oneOf('statusOrder', values.statusOrder, ['last-byte-first', 'first-byte-first']),
      polarity: oneOf('polarity', values.polarity, ['one-is-open', 'one-is-closed']),
      bulkInvert: values.bulkInvert,
      pushHead: push === 'none' ? 'none' : push === '81' ? 0x81 : 0x82,
      unlockAnswer: oneOf('unlockAnswer', values.unlockAnswer, ['before-pulse', 'after-pulse', 'never']),
      garbageFirst: values.garbageFirst,
    },
    sensors: whole('sensors', values.sensors),
    closeAfterMs: values.closeAfterMs === undefined ? undefined : whole('closeAfterMs', values.closeAfterMs),
    jammed: values.jam.map((text) => whole('jam', text)),
    cutSensors: values.cutSensor.map((text) => whole('cutSensor', text)),
    recordFile: values.record,
  };
}

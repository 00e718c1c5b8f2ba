import { stringify } from 'yaml';
import type { PublicKey } from '../../src/contract/jws.ts';

export const LOCKER_ID = 'system-0001';
export const DOORS = 12;

type TransportInFile =
  | { readonly kind: 'serial'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

export interface CabinetFile {
  readonly rootKey: PublicKey;
  readonly transport: TransportInFile;
  readonly broker: { readonly url: string; readonly protocol: 4 | 5 };
  /** 0: any free one. */
  readonly pagePort: number;
  readonly reopenTimes: number;
}

/** The config of a cabinet of 12 doors on one eight-a board; only compartment 1 is chilled, all others are ambient. */
export function cabinetFile({ rootKey, transport, broker, pagePort, reopenTimes }: CabinetFile): string {
  const doors = Array.from({ length: DOORS }, (_, at) => ({
    compartment: at + 1,
    board: 'main',
    channel: at + 1,
    zone: at === 0 ? 'chilled' : 'ambient',
    size: 'S',
    at: [at < 6 ? 40 : 880, 40 + (at % 6) * 320, 400, 300],
  }));
  return stringify({
    locker: {
      id: LOCKER_ID,
      number: '0001',
      site: { zh: '测试厨房', en: 'Test Kitchen' },
      helpPhone: '400 820 0217',
      timeZone: 'Asia/Shanghai',
      language: 'en',
    },
    trust: { rootKey, codeKeyFile: 'code.key' },
    cloud: { ...broker, retry: { baseMs: 200, capMs: 500, spreadMs: 200 } },
    screen: { port: pagePort },
    pickup: { reopenMinutes: 3, reopenTimes },
    buses: [
      {
        id: 'locks',
        transport: { ...transport, baud: 9600 },
        boards: [{ id: 'main', dialect: 'eight-a', address: 1, channels: DOORS }],
      },
    ],
    cabinet: { size: [1320, 1980], screen: [460, 40, 400, 940], doors },
  });
}

import type { Config } from '../../config/config-schema.ts';
import type { CabinetFace, Rect } from '../../core/cabinet.ts';

const rectOf = ([x, y, width, height]: readonly [number, number, number, number]): Rect => ({ x, y, width, height });

/** The cabinet as the screen draws it, from its config. */
export function faceOf({ locker, cabinet }: Config): CabinetFace {
  return {
    site: locker.site,
    cabinetNumber: locker.number,
    helpPhone: locker.helpPhone,
    timeZone: locker.timeZone,
    defaultLanguage: locker.language,
    width: cabinet.size[0],
    height: cabinet.size[1],
    screen: rectOf(cabinet.screen),
    doors: cabinet.doors.map(({ compartment, zone, size, low, at, sensor }) => ({
      ...{ compartment, zone, size, low, sensor },
      rect: rectOf(at),
    })),
  };
}

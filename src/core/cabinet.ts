import { z } from 'zod';

export const zoneSchema = z.enum(['chilled', 'frozen', 'heated', 'ambient']);
export type Zone = z.infer<typeof zoneSchema>;

/** From small to large: an order fits its own size and every larger one. */
export const SIZES = ['S', 'M', 'L', 'XL'] as const;
export const sizeSchema = z.enum(SIZES);
export type Size = z.infer<typeof sizeSchema>;

export const textSchema = z.strictObject({ zh: z.string().min(1).max(60), en: z.string().min(1).max(120) });
/** The same words in both languages of the screen. */
export type Text = z.infer<typeof textSchema>;

/** Millimetres on the cabinet's front, from its top left corner. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One door with its space, as built; what is in it now is a `Compartment`. */
export interface Door {
  readonly compartment: number;
  readonly zone: Zone;
  readonly size: Size;
  /** Reachable from a wheelchair or by a small person. */
  readonly low: boolean;
  readonly rect: Rect;
  readonly sensor: 'fitted' | 'none';
}

/** What a person sees of the cabinet; the screen gets it once, at connect. */
export interface CabinetFace {
  readonly site: Text;
  /** What a resident reads to the help line. */
  readonly cabinetNumber: string;
  readonly helpPhone: string;
  /** IANA zone, e.g. Asia/Shanghai. */
  readonly timeZone: string;
  readonly defaultLanguage: 'zh' | 'en';
  readonly width: number;
  readonly height: number;
  readonly screen: Rect;
  readonly doors: readonly Door[];
}

export interface DoorPlace {
  /** Where the door is, seen by somebody who reads the screen. */
  readonly side: 'left' | 'right' | 'above' | 'below';
  /** 1 = the column nearest to the screen on that side. */
  readonly columnFromScreen: number;
  readonly columnsOnSide: number;
  /** 1 = the top door of its column. */
  readonly fromTop: number;
  readonly doorsInColumn: number;
}

const centre = (rect: Rect): { x: number; y: number } => ({ x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 });

function sideOf(rect: Rect, screen: Rect): DoorPlace['side'] {
  const { x, y } = centre(rect);
  if (x < screen.x) return 'left';
  if (x > screen.x + screen.width) return 'right';
  return y < centre(screen).y ? 'above' : 'below';
}

/**
 * Where a compartment's door is relative to the screen ("left of this screen, third from the top"), from the
 * config's rectangles. Undefined for a compartment the cabinet does not have.
 */
export function placeOf(face: Pick<CabinetFace, 'doors' | 'screen'>, compartment: number): DoorPlace | undefined {
  const door = face.doors.find((d) => d.compartment === compartment);
  if (!door) return undefined;
  const side = sideOf(door.rect, face.screen);
  const sameSide = face.doors.filter((d) => sideOf(d.rect, face.screen) === side);
  const middle = centre(door.rect).x;
  const column = sameSide.filter((d) => d.rect.x < middle && middle < d.rect.x + d.rect.width);
  const columns = [...new Set(sameSide.map((d) => d.rect.x))].sort((a, b) => (side === 'left' ? b - a : a - b));
  return {
    side,
    columnFromScreen: columns.indexOf(door.rect.x) + 1,
    columnsOnSide: columns.length,
    fromTop: column.filter((d) => d.rect.y < door.rect.y).length + 1,
    doorsInColumn: column.length,
  };
}

import type { CabinetFace, Rect } from './cabinet.ts';

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

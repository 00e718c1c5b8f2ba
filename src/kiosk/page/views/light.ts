/** The geometry of the door-open picture: cabinet, lit door, the light that leaves it, and the numeral in that light. */
import type { CabinetFace, Rect } from '../../../core/cabinet.ts';
import { placeOf } from '../../../core/door-place.ts';
import type { Panel } from '../panel-size.ts';

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly mapWidth: number;
  readonly mapHeight: number;
  readonly margin: number;
  /** Height of the numeral's type for one, two and three digits. */
  readonly numeral: readonly [number, number, number];
  /** From the numeral's digits to the edge of the light. */
  readonly spare: number;
}

export const FRAMES: Readonly<Record<Panel, Frame>> = {
  portrait: {
    width: 1080,
    height: 846,
    mapWidth: 420,
    mapHeight: 664,
    margin: 44,
    numeral: [620, 360, 260],
    spare: 30,
  },
  landscape: {
    width: 660,
    height: 800,
    mapWidth: 320,
    mapHeight: 560,
    margin: 20,
    numeral: [360, 240, 170],
    spare: 30,
  },
  small: { width: 800, height: 236, mapWidth: 300, mapHeight: 216, margin: 12, numeral: [220, 150, 104], spare: 18 },
};

/** Of the type's size, in Noto Sans CJK Bold: the advance of a digit and the height of its ink. */
const DIGIT_WIDE = 0.59;
const DIGIT_HIGH = 0.75;

export interface Picture {
  readonly lightSide: 'left' | 'right';
  readonly map: Rect & { readonly perMm: number };
  readonly numeral: { readonly x: number; readonly y: number; readonly size: number };
  /** Outer and inner light, as SVG path data, and the point where they begin. */
  readonly outer: string;
  readonly inner: string;
  readonly from: { readonly x: number; readonly y: number };
  /** Where the cabinet's edge is lit. */
  readonly litEdge: Rect;
}

function lightSideOf(face: CabinetFace, door: Rect, compartment: number): 'left' | 'right' {
  const side = placeOf(face, compartment)?.side;
  if (side === 'left' || side === 'right') return side;
  return door.x + door.width / 2 <= face.width / 2 ? 'left' : 'right';
}

export function pictureOf(face: CabinetFace, compartment: number, panel: Panel): Picture | null {
  const door = face.doors.find((d) => d.compartment === compartment)?.rect;
  if (door === undefined) return null;
  const frame = FRAMES[panel];
  const lightSide = lightSideOf(face, door, compartment);
  const perMm = Math.min(frame.mapWidth / face.width, frame.mapHeight / face.height);
  const width = face.width * perMm;
  const height = face.height * perMm;
  const map = {
    x: lightSide === 'left' ? frame.width - frame.margin - width : frame.margin,
    y: (frame.height - height) / 2,
    width,
    height,
    perMm,
  };
  // Everything below is drawn for light to the left; `across` mirrors it for a door on the right.
  const across = (x: number) => (lightSide === 'left' ? x : frame.width - x);
  const edge = frame.width - frame.margin - width;
  const top = map.y + door.y * perMm + 4;
  const bottom = map.y + (door.y + door.height) * perMm - 4;
  const middle = (top + bottom) / 2;

  const digits = String(compartment).length;
  const size = frame.numeral[Math.min(digits, 3) - 1] ?? frame.numeral[2];
  const halfWide = (digits * DIGIT_WIDE * size) / 2;
  const halfHigh = (DIGIT_HIGH * size) / 2;
  const x = Math.max(frame.margin + halfWide, Math.min(edge * 0.36, edge - halfWide - 3 * frame.spare));
  const room = halfHigh + frame.spare;
  const y = Math.min(Math.max(middle, room), frame.height - room);

  const nearX = x + halfWide + frame.spare;
  const run = Math.max(edge - nearX, 24);
  // The light always widens, also where the numeral would fit into a straight band.
  const rise = Math.max((top - (y - room)) / run, 0.12);
  const fall = Math.max((y + room - bottom) / run, 0.12);
  const quarter = (bottom - top) / 4;
  const beam = (share: number, inset: number) =>
    [
      [edge, top + inset],
      [0, top + inset - rise * share * edge],
      [0, bottom - inset + fall * share * edge],
      [edge, bottom - inset],
    ]
      .map(([px = 0, py = 0]) => `${Math.round(across(px))},${Math.round(py)}`)
      .join(' L');
  const lefts = face.doors.map(({ rect }) => rect.x);
  const rights = face.doors.map(({ rect }) => face.width - rect.x - rect.width);
  const strip = Math.min(...(lightSide === 'left' ? lefts : rights)) * perMm;
  return {
    lightSide,
    map,
    numeral: { x: across(x), y, size },
    outer: `M${beam(1, 0)}Z`,
    inner: `M${beam(0.46, quarter)}Z`,
    from: { x: across(edge), y: middle },
    litEdge: {
      x: lightSide === 'left' ? edge : frame.width - edge - strip,
      y: top,
      width: strip,
      height: bottom - top,
    },
  };
}

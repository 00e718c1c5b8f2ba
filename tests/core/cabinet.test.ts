import { expect, test } from 'vitest';
import { faceOf } from '../../src/commands/run/cabinet-face.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { CabinetFace } from '../../src/core/cabinet.ts';
import { type DoorPlace, placeOf } from '../../src/core/door-place.ts';

function faceIn(file: string): CabinetFace {
  const read = readConfig(`device-config/${file}`);
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return faceOf(read.value.config);
}

type Column = readonly [
  doors: readonly number[],
  side: DoorPlace['side'],
  columnFromScreen: number,
  columnsOnSide: number,
];

/** Columns from the top down, as one sees them on the cabinet's front. */
const LAYOUTS: Readonly<Record<string, readonly Column[]>> = {
  'demo.yaml': [
    [[1, 2, 3, 4], 'right', 1, 1],
    [[5, 6, 7, 8, 9, 10], 'left', 1, 1],
    [[11, 12], 'below', 1, 1],
  ],
  'eight-a-24.yaml': [
    [[1, 2, 3, 4, 5, 6], 'left', 2, 2],
    [[7, 8, 9, 10, 11, 12], 'left', 1, 2],
    [[13, 14, 15, 16, 17, 18], 'right', 1, 2],
    [[19, 20, 21, 22, 23, 24], 'right', 2, 2],
  ],
  'larder-line-12.yaml': [
    [[1, 2, 3, 4, 5], 'left', 1, 1],
    [[6, 7, 8], 'below', 1, 1],
    [[9, 10, 11, 12], 'right', 1, 1],
  ],
};

test.each(Object.entries(LAYOUTS))('every door of %s is where a person sees it', (file, columns) => {
  const face = faceIn(file);
  expect(columns.flatMap(([doors]) => doors).sort((a, b) => a - b)).toEqual(face.doors.map((d) => d.compartment));
  for (const [doors, side, columnFromScreen, columnsOnSide] of columns) {
    for (const [at, door] of doors.entries()) {
      const place = { side, columnFromScreen, columnsOnSide, fromTop: at + 1, doorsInColumn: doors.length };
      expect({ door, ...placeOf(face, door) }).toEqual({ door, ...place });
    }
  }
});

test('a cabinet that is turned around has its doors on the other side, at the same heights', () => {
  const face = faceIn('eight-a-24.yaml');
  const mirrored = (rect: { x: number; y: number; width: number; height: number }) => ({
    ...rect,
    x: face.width - rect.x - rect.width,
  });
  const turned = {
    screen: mirrored(face.screen),
    doors: face.doors.map((door) => ({ ...door, rect: mirrored(door.rect) })),
  };
  for (const { compartment } of face.doors) {
    const place = placeOf(face, compartment);
    expect(placeOf(turned, compartment)).toEqual({ ...place, side: place?.side === 'left' ? 'right' : 'left' });
  }
});

test('a door above the screen says so, and a door that is not there has no place', () => {
  const face = faceIn('demo.yaml');
  const [door] = face.doors;
  const above = door && { ...door, compartment: 99, rect: { x: 500, y: 0, width: 100, height: 30 } };
  expect(placeOf({ screen: face.screen, doors: above ? [above] : [] }, 99)).toMatchObject({
    side: 'above',
    fromTop: 1,
  });
  expect(placeOf(face, 13)).toBeUndefined();
});

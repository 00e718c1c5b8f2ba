import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Door, SIZES } from '../../src/core/cabinet.ts';
import {
  allocate,
  assignTo,
  type Compartment,
  newCompartment,
  release,
  type Wish,
} from '../../src/core/compartment.ts';

const door = (compartment: number, more: Partial<Door> = {}): Door => ({
  ...{ compartment, zone: 'chilled', size: 'M', low: false, sensor: 'fitted' },
  rect: { x: 0, y: 0, width: 1, height: 1 },
  ...more,
});
const space = (number: number, more: Partial<Compartment> = {}): Compartment => ({
  ...newCompartment(number),
  ...more,
});
const wish: Wish = { zone: 'chilled', size: 'M', low: false };
const confirmed = { occupancy: 'confirmed-empty' } as const;

type Row = readonly [string, Partial<Wish>, readonly [Partial<Door>, Partial<Compartment>][], number | undefined];

const rows: readonly Row[] = [
  ['nothing at all', {}, [], undefined],
  ['the only door that fits', {}, [[{}, {}]], 1],
  ['never another zone', {}, [[{ zone: 'frozen' }, confirmed]], undefined],
  ['never a smaller door', {}, [[{ size: 'S' }, confirmed]], undefined],
  ['never an occupied one', {}, [[{}, { occupancy: 'occupied', orderId: 'o9' }]], undefined],
  ['never one whose occupancy alone says it is taken', {}, [[{}, { occupancy: 'occupied' }]], undefined],
  ['never one that is being loaded', {}, [[{}, { occupancy: 'loading', orderId: 'o9' }]], undefined],
  ['never a held one', {}, [[{}, { ...confirmed, hold: 'warm' }]], undefined],
  ['best fit before everything about the space', {}, [[{ size: 'L' }, confirmed], [{}, { uses: 90 }]], 2], // biome-ignore format: a table
  ['surely empty before less worn', {}, [[{}, {}], [{}, { ...confirmed, uses: 90 }]], 2], // biome-ignore format: a table
  ['less worn', {}, [[{}, { ...confirmed, uses: 3 }], [{}, { ...confirmed, uses: 2 }]], 2], // biome-ignore format: a table
  ['else the lowest number', {}, [[{}, confirmed], [{}, confirmed]], 1], // biome-ignore format: a table
  ['a wished low door, though larger', { low: true }, [[{}, confirmed], [{ size: 'XL', low: true }, {}]], 2], // biome-ignore format: a table
  ['no low door, then any', { low: true }, [[{}, confirmed]], 1],
  ['a low door is kept for those who need it', {}, [[{ low: true }, confirmed], [{}, {}]], 2], // biome-ignore format: a table
  ['a low door rather than a larger one', {}, [[{ low: true }, {}], [{ size: 'L' }, confirmed]], 1], // biome-ignore format: a table
];

test.each(rows)('allocate: %s', (_, more, doors, expected) => {
  const fitted = doors.map(([fields], at) => door(at + 1, fields));
  const spaces = doors.map(([, fields], at) => space(at + 1, fields));
  expect(allocate({ ...wish, ...more }, fitted, spaces)).toBe(expected);
});

const anyZone = fc.constantFrom('chilled', 'frozen');
const anySize = fc.constantFrom(...SIZES);
const anyWish: fc.Arbitrary<Wish> = fc.record({ zone: anyZone, size: anySize, low: fc.boolean() });
const anyPlace = fc.record({
  zone: anyZone,
  size: anySize,
  low: fc.boolean(),
  occupancy: fc.constantFrom('unconfirmed', 'presumed-empty', 'confirmed-empty', 'loading', 'occupied'),
  hold: fc.option(fc.constant('warm'), { freq: 3 }),
  uses: fc.nat(5),
});
const anyCabinet = fc.array(anyPlace, { maxLength: 12 }).map((places) => ({
  doors: places.map(({ zone, size, low }, at) => door(at + 1, { zone, size, low })),
  spaces: places.map(({ occupancy, hold, uses }, at) => {
    const orderId = occupancy === 'loading' || occupancy === 'occupied' ? `o${at}` : null;
    return space(at + 1, { occupancy, hold, uses, orderId });
  }),
}));

const rank = (size: Door['size']): number => SIZES.indexOf(size);

test('what is given is free, not held, of the zone and large enough; and nothing is given only when nothing is', () => {
  fc.assert(
    fc.property(anyWish, anyCabinet, (wanted, { doors, spaces }) => {
      const fits = (d: Door, c: Compartment | undefined): boolean =>
        d.zone === wanted.zone &&
        rank(d.size) >= rank(wanted.size) &&
        c?.orderId === null &&
        c.hold === null &&
        ['unconfirmed', 'presumed-empty', 'confirmed-empty'].includes(c.occupancy);
      const usable = doors.filter((d, at) => fits(d, spaces[at])).map((d) => d.compartment);
      const given = allocate(wanted, doors, spaces);
      if (usable.length === 0) expect(given).toBeUndefined();
      else expect(usable).toContain(given);
    }),
  );
});

test('best fit, the low wish and the wear: no other free door would have been a better choice', () => {
  fc.assert(
    fc.property(anyWish, anyCabinet, (wanted, { doors, spaces }) => {
      const free = doors
        .map((d, at) => ({ d, c: spaces[at] ?? newCompartment(0) }))
        .filter(({ d, c }) => d.zone === wanted.zone && rank(d.size) >= rank(wanted.size) && isFree(c));
      const given = allocate(wanted, doors, spaces);
      const chosen = free.find(({ d }) => d.compartment === given);
      if (!chosen) return;
      if (wanted.low) expect(chosen.d.low).toBe(free.some(({ d }) => d.low));
      const likeIt = free.filter(({ d }) => !wanted.low || d.low === chosen.d.low);
      expect(rank(chosen.d.size)).toBe(Math.min(...likeIt.map(({ d }) => rank(d.size))));
      const sameSize = likeIt.filter(({ d }) => d.size === chosen.d.size);
      if (!wanted.low && sameSize.some(({ d }) => !d.low)) expect(chosen.d.low).toBe(false);
      const equals = sameSize.filter(({ d, c }) => d.low === chosen.d.low && isSure(c) === isSure(chosen.c));
      expect(chosen.c.uses).toBe(Math.min(...equals.map(({ c }) => c.uses)));
    }),
  );
});

const isFree = (c: Compartment): boolean => c.orderId === null && c.hold === null && c.occupancy !== 'occupied';
const isSure = (c: Compartment): boolean => c.occupancy === 'confirmed-empty';

test('loads of one kind are spread over the doors that fit', () => {
  const doors = [1, 2, 3, 4].map((number) => door(number));
  let spaces = doors.map((d) => space(d.compartment));
  for (let load = 0; load < 40; load++) {
    const number = allocate(wish, doors, spaces);
    spaces = spaces.map((c) => (c.number === number ? release(assignTo(c, 'o'), 'presumed-empty') : c));
  }
  expect(spaces.map((c) => c.uses)).toEqual([10, 10, 10, 10]);
});

test('giving a compartment away makes a new generation, and taking the order out keeps it', () => {
  const given = assignTo(space(7, { generation: 4, uses: 9 }), 'o1');
  expect(given).toMatchObject({ number: 7, generation: 5, uses: 10, occupancy: 'loading', orderId: 'o1' });
  expect(release(given, 'presumed-empty')).toMatchObject({ generation: 5, occupancy: 'presumed-empty', orderId: null });
});

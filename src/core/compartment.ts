import { type Door, SIZES, type Size, type Zone } from './cabinet.ts';

/**
 * What is known of the space behind a door.
 * `unconfirmed`: nothing is known (a new cabinet, a lost database). `presumed-empty`: an order was collected from it.
 * `confirmed-empty`: a person or a sensor has said so. `loading`: a stocker's order is being put in.
 */
export type Occupancy = 'unconfirmed' | 'presumed-empty' | 'confirmed-empty' | 'loading' | 'occupied';

export interface Compartment {
  readonly number: number;
  /** Rises each time the compartment is given to an order: a code opens one generation only. */
  readonly generation: number;
  readonly occupancy: Occupancy;
  readonly orderId: string | null;
  /** Why it is out of use, or null. */
  readonly hold: string | null;
  /** How often it was given out: spreads the wear. */
  readonly uses: number;
  /** The database that knew what is in here was lost: somebody has to look. */
  readonly toCheck?: boolean;
  /** Loadings that failed here since the last one that did not: a lock that jams, a space that was not empty. */
  readonly doubts: number;
}

export const newCompartment = (number: number): Compartment => ({
  number,
  generation: 0,
  occupancy: 'unconfirmed',
  orderId: null,
  hold: null,
  uses: 0,
  doubts: 0,
});

/** Why a compartment is held whose history was lost with the database. */
export const DATABASE_LOST = 'database-lost';

/** After the database was lost: whatever was behind a door of a climate zone, nobody can vouch for its temperature. */
export const afterLoss = ({ compartment, zone }: Pick<Door, 'compartment' | 'zone'>): Compartment => ({
  ...newCompartment(compartment),
  hold: zone === 'ambient' ? null : DATABASE_LOST,
  toCheck: true,
});

/** Somebody has to open this door and say what is behind it. */
export const mustCheck = ({ hold, toCheck, occupancy, orderId }: Compartment): boolean =>
  hold !== null || (toCheck === true && occupancy === 'unconfirmed' && orderId === null);

/** Gives the compartment to an order: a new generation, so that no earlier code fits it any more. */
export const assignTo = (compartment: Compartment, orderId: string): Compartment => ({
  ...compartment,
  generation: compartment.generation + 1,
  occupancy: 'loading',
  orderId,
  uses: compartment.uses + 1,
});

/** Takes the order out again; the space is then as sure to be empty as `occupancy` says. */
export const release = (
  compartment: Compartment,
  occupancy: 'unconfirmed' | 'presumed-empty' | 'confirmed-empty',
): Compartment => ({ ...compartment, occupancy, orderId: null });

export interface Wish {
  readonly zone: Zone;
  readonly size: Size;
  readonly low: boolean;
}

const isFree = (compartment: Compartment): boolean =>
  compartment.hold === null && compartment.orderId === null && compartment.occupancy !== 'occupied';

/** Smaller is better: no trouble lately, fits best, low door if wished for (and else kept free), surely empty, least worn, lowest number. */
function cost(wish: Wish, door: Door, compartment: Compartment): readonly number[] {
  return [
    compartment.doubts,
    wish.low && !door.low ? 1 : 0,
    SIZES.indexOf(door.size),
    !wish.low && door.low ? 1 : 0,
    compartment.occupancy === 'confirmed-empty' ? 0 : 1,
    compartment.uses,
    door.compartment,
  ];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/**
 * The compartment that an order gets: its zone, its size or larger, free and not held. One that nobody has confirmed
 * empty may be offered, and then the stocker is asked before it counts (05, One opening, 6).
 */
export function allocate(wish: Wish, doors: readonly Door[], compartments: readonly Compartment[]): number | undefined {
  const byNumber = new Map(compartments.map((c) => [c.number, c]));
  return doors
    .flatMap((door) => {
      const compartment = byNumber.get(door.compartment);
      const fits = door.zone === wish.zone && SIZES.indexOf(door.size) >= SIZES.indexOf(wish.size);
      return compartment && fits && isFree(compartment) ? [{ door, compartment }] : [];
    })
    .sort((a, b) => compare(cost(wish, a.door, a.compartment), cost(wish, b.door, b.compartment)))[0]?.door.compartment;
}

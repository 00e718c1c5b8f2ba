/** The cabinet's front as drawn: what the screen would show wrongly, though every door works. */
import * as z from 'zod';
import type { SchemaProblem } from './schema-problems.ts';

type Rect = readonly [x: number, y: number, width: number, height: number];

const number = z.number();
const rect = z.tuple([number, number, number, number]).optional().catch(undefined);
const cabinetSketch = z.object({
  size: z.tuple([number, number]).optional().catch(undefined),
  screen: rect,
  doors: z
    .array(z.object({ compartment: z.unknown(), at: rect }).catch({ compartment: undefined, at: undefined }))
    .catch([]),
});

const overlap = ([ax, ay, aw, ah]: Rect, [bx, by, bw, bh]: Rect): boolean =>
  ax < bx + bw && bx < ax + aw && ay < by + bh && by < ay + ah;

/** Doors and screen that lie on one another or outside the cabinet. Takes whatever a file holds. */
export function adviseOnLayout(cabinet: unknown): SchemaProblem[] {
  const sketch = cabinetSketch.safeParse(cabinet);
  if (!sketch.success) return [];
  const { size, screen, doors } = sketch.data;
  const outside = ([x, y, width, height]: Rect): boolean =>
    size !== undefined && (x + width > size[0] || y + height > size[1]);
  const edge = `reaches beyond the cabinet (${size?.join(' × ')} mm)`;
  const problems: SchemaProblem[] = [];
  if (screen && outside(screen)) problems.push({ path: ['cabinet', 'screen'], message: `the screen ${edge}` });
  for (const [at, door] of doors.entries()) {
    if (door.at === undefined) continue;
    const mine = door.at;
    const path = ['cabinet', 'doors', at, 'at'];
    if (outside(mine)) problems.push({ path, message: `the door ${edge}` });
    const under = doors.slice(0, at).find((other) => other.at !== undefined && overlap(mine, other.at));
    if (under) problems.push({ path, message: `the door lies on the one of compartment ${String(under.compartment)}` });
    else if (screen && overlap(mine, screen)) problems.push({ path, message: 'the door lies on the screen' });
  }
  return problems;
}

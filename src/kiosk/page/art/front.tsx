/** The cabinet as a neighbour sees it from the lane; origin in the middle of its foot, 300 wide, 430 high. */
import type { JSX } from 'preact';
import { type Place, transformOf } from './place.ts';

const DOORS = [
  { x: -134, rows: 5 },
  { x: 46, rows: 4 },
] as const;
const TOP = -398;
const TALL = 372;

export function CabinetFront({ openRow = 2, ...place }: Place & { openRow?: number }): JSX.Element {
  const doors = DOORS.flatMap(({ x, rows }) =>
    Array.from({ length: rows }, (_, row) => ({ x, y: TOP + (row * TALL) / rows, height: TALL / rows - 10, row })),
  );
  const open = doors.find(({ x, row }) => x < 0 && row === openRow);
  return (
    <g transform={transformOf(place)}>
      <path d="M-120,-20 h40 v20 h-40z M80,-20 h40 v20 h-40z" fill="#123324" />
      <path d="M-166,-430 H166 L150,-452 H-150Z" fill="#123324" />
      <rect x="-150" y="-434" width="300" height="424" rx="14" fill="#1C4733" />
      <g fill="#2A5A43">
        {doors.map(({ x, y, height }) => (
          <rect key={`${x} ${y}`} x={x} y={y} width="88" height={height} rx="8" />
        ))}
        <rect x="-36" y="-170" width="72" height="144" rx="8" />
      </g>
      <g fill="#8DB59D">
        {doors.map(({ x, y, height }) => (
          <rect key={`${x} ${y}`} x={x < 0 ? x + 10 : x + 70} y={y + height / 2 - 10} width="7" height="20" rx="3" />
        ))}
      </g>
      <rect x="-36" y={TOP} width="72" height="214" rx="8" fill="#FBF4E6" />
      <rect x="-36" y={TOP} width="72" height="84" rx="8" fill="#F8D292" />
      <circle cx="14" cy={TOP + 40} r="15" fill="#F5B83D" />
      <path d={`M-36,${TOP + 62} C-10,${TOP + 48} 16,${TOP + 70} 36,${TOP + 58} V${TOP + 90} H-36Z`} fill="#7EA56C" />
      <g fill="#E6D8BD">
        {[0, 1, 2, 3].flatMap((row) =>
          [0, 1, 2].map((column) => (
            <rect
              key={`${row} ${column}`}
              x={-26 + column * 19}
              y={TOP + 112 + row * 23}
              width="15"
              height="17"
              rx="4"
            />
          )),
        )}
      </g>
      {open === undefined ? null : (
        <>
          <rect x={open.x} y={open.y} width="88" height={open.height} rx="8" fill="#F9CB67" />
          <path d={`M${open.x + 8},${open.y + open.height - 12} h72 v6 h-72z`} fill="#F5B83D" />
          <path d={`M${open.x + 26},${open.y + open.height - 12} c-4,-22 40,-22 36,0z`} fill="#FFFAEE" />
          <path d={`M${open.x},${open.y} l-44,16 v${open.height + 8} l44,-24z`} fill="#23503B" />
          <path
            d={`M${open.x - 36},${open.y + open.height / 2} v20`}
            stroke="#8DB59D"
            stroke-width="6"
            stroke-linecap="round"
          />
        </>
      )}
    </g>
  );
}

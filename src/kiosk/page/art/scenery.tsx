/** What stands at the back of a scene: sky, sun with its rings, hills, houses, trees. */
import type { JSX } from 'preact';
import { type Place, transformOf } from './place.ts';

export interface Ground {
  readonly width: number;
  readonly height: number;
  readonly horizon: number;
  /** Size of the pieces against the portrait scene. */
  readonly unit: number;
  /** Above this line stands the title: nothing tall may reach into it. */
  readonly clear: number;
  readonly sun: { readonly x: number; readonly y: number; readonly radius: number };
}

export function Sky({ width, height, sun }: Ground): JSX.Element {
  return (
    <>
      <rect width={width} height={height} fill="#FBE6C4" />
      <circle cx={sun.x} cy={sun.y} r={sun.radius * 4.4} fill="#FBE2B8" />
      <circle cx={sun.x} cy={sun.y} r={sun.radius * 3} fill="#FADDB0" />
      <circle cx={sun.x} cy={sun.y} r={sun.radius * 1.9} fill="#F8D292" />
      <circle cx={sun.x} cy={sun.y} r={sun.radius} fill="#F5B83D" />
    </>
  );
}

/** Pairs of (share of the width, height above the horizon in units) for one curve of hills. */
function ridge(points: readonly (readonly [number, number])[], { width, height, horizon, unit }: Ground): string {
  const at = ([share, up]: readonly [number, number]) =>
    `${Math.round(share * width)},${Math.round(horizon - up * unit)}`;
  const [first, ...rest] = points;
  return `M${first === undefined ? '0,0' : at(first)} C${rest.map(at).join(' ')} V${height} H0Z`;
}

export function Hills(ground: Ground): JSX.Element {
  const far = ridge(
    [
      [0, 84],
      [0.12, 104],
      [0.26, 118],
      [0.38, 104],
      [0.52, 88],
      [0.6, 136],
      [0.76, 150],
      [0.88, 156],
      [0.95, 120],
      [1, 104],
    ],
    ground,
  );
  const middle = ridge(
    [
      [0, 54],
      [0.1, 66],
      [0.2, 104],
      [0.32, 84],
      [0.46, 58],
      [0.54, 52],
      [0.66, 74],
      [0.8, 98],
      [0.92, 86],
      [1, 70],
    ],
    ground,
  );
  const near = ridge(
    [
      [0, 30],
      [0.16, 44],
      [0.3, 28],
      [0.44, 24],
      [0.6, 20],
      [0.8, 44],
      [1, 30],
    ],
    ground,
  );
  return (
    <>
      <path d={far} fill="#CBD6AE" />
      <path d={middle} fill="#A5BE88" />
      <path d={near} fill="#7EA56C" />
    </>
  );
}

export function Tree({ shade = false, ...place }: Place & { shade?: boolean }): JSX.Element {
  return (
    <g transform={transformOf(place)}>
      <rect x="-4" y="-40" width="8" height="42" fill="#6B4A2E" />
      <path
        d="M0,-120 C34,-116 42,-76 34,-52 C28,-26 -28,-26 -34,-52 C-42,-76 -34,-116 0,-120Z"
        fill={shade ? '#6E9A5E' : '#5F8F55'}
      />
      <path
        d="M0,-120 C20,-112 24,-80 14,-54 C4,-36 -24,-34 -34,-52 C-42,-76 -34,-116 0,-120Z"
        fill={shade ? '#85AE70' : '#76A366'}
      />
    </g>
  );
}

/** A white house under a dark roof with its lean-to; one window is lit. */
export function House(place: Place): JSX.Element {
  return (
    <g transform={transformOf(place)}>
      <rect x="-70" y="-62" width="140" height="64" fill="#FFF6E4" />
      <rect x="70" y="-44" width="76" height="46" fill="#F4E4C6" />
      <path d="M-92,-58 C-76,-62 -66,-78 -56,-98 L56,-98 C66,-78 76,-62 92,-58Z" fill="#4B4139" />
      <path d="M-62,-101 h124 v9 h-124z" fill="#2F2721" />
      <path d="M66,-40 C76,-46 80,-56 84,-66 L136,-66 C142,-54 150,-46 162,-42Z" fill="#5C5147" />
      <rect x="-14" y="-40" width="28" height="42" fill="#8A4B2A" />
      <path d="M-52,-42 h22 v20 h-22z M98,-28 h20 v16 h-20z" fill="#6B5A48" />
      <rect x="30" y="-42" width="22" height="20" fill="#F5B83D" />
    </g>
  );
}

/** Where the residents live: five floors behind a row of trees, some windows lit. */
export function Block({ floors = 5, ...place }: Place & { floors?: number }): JSX.Element {
  const windows: JSX.Element[] = [];
  for (let floor = 0; floor < floors; floor++) {
    for (let column = 0; column < 4; column++) {
      const lit = (floor * 3 + column * 5) % 4 === 1;
      const x = -52 + column * 28;
      const y = -32 - floor * 36;
      windows.push(
        <rect key={`${floor}-${column}`} x={x} y={y} width="18" height="20" fill={lit ? '#F5B83D' : '#B9A98B'} />,
      );
    }
  }
  const top = -44 - (floors - 1) * 36 - 12;
  return (
    <g transform={transformOf(place)}>
      <rect x="-64" y={top} width="128" height={-top + 2} fill="#FFF6E4" />
      <rect x="40" y={top} width="24" height={-top + 2} fill="#F4E4C6" />
      <path d={`M-72,${top} h144 l-10,-16 h-124z`} fill="#4B4139" />
      {windows}
    </g>
  );
}

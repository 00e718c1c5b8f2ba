import type { JSX } from 'preact';
import { type Place, transformOf } from './place.ts';

const BLADE =
  'M-6,-116 C-46,-124 -84,-164 -78,-212 C-72,-262 -30,-292 0,-296 C30,-292 72,-262 78,-212 C84,-164 46,-124 6,-116Z';
const VEINS =
  'M0,-212 C-22,-214 -40,-226 -50,-244 M0,-212 C22,-214 40,-226 50,-244 M0,-172 C-24,-172 -46,-184 -56,-200 M0,-172 C24,-172 46,-184 56,-200';
const RIB =
  'M-2,-272 C-6,-220 -8,-190 -18,-150 C-30,-104 -50,-70 -40,-6 L40,-6 C50,-70 30,-104 18,-150 C8,-190 6,-220 2,-272Z';
const HEART = 'M-6,-150 C-18,-100 -56,-64 -50,-12 C-44,22 44,22 50,-12 C56,-64 18,-100 6,-150 C4,-166 -4,-166 -6,-150Z';
const HEART_LINES = 'M0,-116 C-3,-76 -5,-40 -2,0 M-22,-70 C-28,-48 -28,-30 -24,-8 M22,-70 C28,-48 28,-30 24,-8';

interface Leaf {
  readonly turn: number;
  readonly scale: number;
  /** 0 = at the back, in shade. */
  readonly depth: 0 | 1 | 2;
  readonly rib: string;
}

const LEAVES: readonly Leaf[] = [
  { turn: -46, scale: 0.84, depth: 0, rib: '#D5E0B4' },
  { turn: 46, scale: 0.84, depth: 0, rib: '#D5E0B4' },
  { turn: 0, scale: 1, depth: 1, rib: '#E6EDCB' },
  { turn: -23, scale: 0.92, depth: 2, rib: '#F0F4DD' },
  { turn: 23, scale: 0.92, depth: 2, rib: '#E9EFD0' },
];

/** Blade and vein, from shade to sun; the second set is for deep grounds. */
const GREENS = {
  day: [
    ['#245E3D', '#3D7A50'],
    ['#2F6B46', '#4F8C5C'],
    ['#3C7F50', '#62A067'],
  ],
  deep: [
    ['#3F8A55', '#63A86E'],
    ['#4F9A5E', '#86C07E'],
    ['#6DB06B', '#A3D08F'],
  ],
} as const;

/** About 300 high and 300 wide at scale 1. Its stem is white, as pak choi's is. */
export function BokChoy({ ground = 'day', ...place }: Place & { ground?: keyof typeof GREENS }): JSX.Element {
  return (
    <g transform={transformOf(place)}>
      {LEAVES.map(({ turn, scale, depth, rib }) => (
        <g key={turn} transform={`rotate(${turn}) scale(${scale})`}>
          <path d={BLADE} fill={GREENS[ground][depth][0]} />
          <path d={VEINS} fill="none" stroke={GREENS[ground][depth][1]} stroke-width="5" stroke-linecap="round" />
          <path d={RIB} fill={rib} />
        </g>
      ))}
      <path d={HEART} fill="#FAFBF0" />
      <path d={HEART_LINES} fill="none" stroke="#DCE6C0" stroke-width="5" stroke-linecap="round" />
    </g>
  );
}

import type { JSX } from 'preact';
import { type Place, transformOf } from './place.ts';

/** 76 wide, 96 high, about its middle. */
export function Egg(place: Place): JSX.Element {
  return (
    <g transform={transformOf(place)}>
      <path
        d="M0,-50 C26,-50 38,-10 38,10 C38,34 20,46 0,46 C-20,46 -38,34 -38,10 C-38,-10 -26,-50 0,-50Z"
        fill="#EBC7A0"
      />
      <path d="M22,-24 C36,-6 40,20 26,36 C16,46 -4,48 -18,42 C8,42 24,22 22,-24Z" fill="#DDB184" />
      <path d="M-22,-6 C-20,-22 -14,-34 -4,-38" stroke="#FAE6CF" stroke-width="7" stroke-linecap="round" fill="none" />
    </g>
  );
}

/** 116 wide, 112 high, about its middle. */
export function Tomato(place: Place): JSX.Element {
  return (
    <g transform={transformOf(place)}>
      <path
        d="M0,-38 C40,-54 62,-20 56,12 C50,44 24,54 0,52 C-24,54 -50,44 -56,12 C-62,-20 -40,-54 0,-38Z"
        fill="#CC4A25"
      />
      <path
        d="M40,-40 C60,-28 62,-6 56,12 C50,44 24,54 0,52 C-10,52 -22,50 -32,44 C10,48 48,20 40,-40Z"
        fill="#B23C1B"
      />
      <path d="M-40,4 C-42,-12 -36,-24 -26,-28" stroke="#EE9A72" stroke-width="8" stroke-linecap="round" fill="none" />
      <path
        d="M0,-36 C-16,-28 -32,-32 -40,-42 C-24,-48 -10,-46 -3,-42 L-1,-60 L7,-60 L4,-42 C14,-50 28,-48 40,-42 C30,-30 14,-28 0,-36 C4,-26 2,-18 -2,-12 C-8,-20 -6,-28 0,-36Z"
        fill="#2F6B46"
      />
    </g>
  );
}

/** A seedling, 92 wide, 54 high. */
export function Sprout(place: Place): JSX.Element {
  return (
    <g transform={transformOf(place)}>
      <path
        d="M0,0 C-30,-4 -50,-18 -46,-34 C-26,-38 -8,-22 0,0Z M0,0 C30,-4 50,-18 46,-34 C26,-38 8,-22 0,0Z"
        fill="#2C6A43"
      />
      <path
        d="M0,0 C-26,-12 -34,-34 -24,-50 C-8,-44 2,-22 0,0Z M0,0 C26,-12 34,-34 24,-50 C8,-44 -2,-22 0,0Z"
        fill="#5E9C58"
      />
      <path d="M0,2 C-14,-16 -14,-40 0,-54 C14,-40 14,-16 0,2Z" fill="#8DB85F" />
    </g>
  );
}

const PLEATS =
  'M0,-62 C-4,-50 -18,-40 -34,-38 M0,-62 C-2,-48 -8,-36 -18,-28 M0,-62 C2,-48 8,-36 18,-28 M0,-62 C4,-50 18,-40 34,-38';

/** A steamed bun seen from the side, 100 wide, 66 high, on its foot. */
export function Bun(place: Place): JSX.Element {
  return (
    <g transform={transformOf(place)}>
      <path
        d="M-50,-14 C-50,-44 -24,-58 -4,-64 Q0,-68 4,-64 C24,-58 50,-44 50,-14 C50,-2 40,0 30,0 H-30 C-40,0 -50,-2 -50,-14Z"
        fill="#FFFAEE"
      />
      <path d="M36,-48 C45,-40 50,-28 50,-14 C50,-2 40,0 30,0 H-34 C8,-2 42,-14 36,-48Z" fill="#F0E0C4" />
      <path d={PLEATS} fill="none" stroke="#DCC8A4" stroke-width="4" stroke-linecap="round" />
    </g>
  );
}

/** People of the lane, feet at the origin, about 210 high. Faces are left to the reader, as cut paper does. */
import type { JSX } from 'preact';
import { type Place, transformOf } from './place.ts';

const SKIN = '#D9A47A';
const SKIN_SHADE = '#C48C62';

/** An old lady walking home with her bag; she looks to the left. */
export function Walker(place: Place): JSX.Element {
  return (
    <g transform={transformOf(place)}>
      <path d="M6,-92 C16,-60 30,-34 40,-10 L56,-16 C50,-44 44,-70 34,-96Z" fill="#3B332D" />
      <path
        d="M36,-14 C46,-16 54,-12 60,-6 L58,0 H32 C30,-6 32,-12 36,-14Z"
        fill="#2F2721"
        transform="rotate(-14 46 -6)"
      />
      <path d="M-26,-94 C-28,-60 -32,-34 -34,-8 L-14,-6 C-10,-34 2,-62 10,-94Z" fill="#4B4139" />
      <path d="M-36,-12 H-14 V0 H-50 C-50,-8 -44,-12 -36,-12Z" fill="#2F2721" />
      <path
        d="M-24,-152 C-38,-132 -42,-104 -40,-78 C-14,-70 18,-72 40,-80 C40,-110 34,-138 22,-154 C8,-164 -12,-164 -24,-152Z"
        fill="#3D5A6C"
      />
      <path d="M8,-160 C26,-150 38,-116 40,-80 C30,-76 20,-74 10,-74 C20,-104 18,-136 8,-160Z" fill="#2F4857" />
      <path d="M-10,-172 h20 v20 c-6,8 -16,8 -20,0z" fill={SKIN_SHADE} />
      <circle cx="-4" cy="-184" r="23" fill={SKIN} />
      <path
        d="M-14,-206 C8,-214 26,-198 24,-178 C22,-164 14,-160 8,-162 C6,-176 0,-188 -18,-192 C-26,-194 -24,-202 -14,-206Z"
        fill="#8E8A84"
      />
      <circle cx="24" cy="-192" r="12" fill="#A8A49D" />
      <path
        d="M-8,-144 C-20,-120 -30,-108 -46,-98"
        fill="none"
        stroke="#57788C"
        stroke-width="19"
        stroke-linecap="round"
      />
      <circle cx="-52" cy="-94" r="9" fill={SKIN} />
      <path d="M-62,-90 C-66,-106 -40,-106 -42,-90" fill="none" stroke="#8F6230" stroke-width="5" />
      <path d="M-80,-90 H-24 L-30,-40 C-32,-34 -72,-34 -74,-40Z" fill="#CF9F5E" />
      <path d="M-38,-90 H-24 L-30,-40 C-31,-37 -38,-36 -46,-36 C-40,-52 -38,-70 -38,-90Z" fill="#B5813F" />
      <path
        d="M-74,-90 C-78,-104 -66,-112 -60,-106 C-56,-116 -44,-114 -44,-104 C-36,-108 -30,-100 -32,-90Z"
        fill="#4F8C5C"
      />
    </g>
  );
}

/** A man who reaches up to a door on his right. */
export function Reacher(place: Place): JSX.Element {
  return (
    <g transform={transformOf(place)}>
      <path
        d="M-24,-100 C-24,-64 -26,-34 -26,-8 L-4,-8 C-2,-40 2,-70 2,-98 C6,-70 8,-40 10,-8 L32,-8 C32,-40 32,-70 28,-100Z"
        fill="#4B4139"
      />
      <path d="M-26,-12 H-2 V0 H-30 C-32,-6 -30,-10 -26,-12Z M10,-12 H32 C40,-10 44,-6 44,0 H10Z" fill="#2F2721" />
      <path
        d="M-24,-158 C-34,-138 -34,-108 -32,-88 C-12,-82 16,-82 34,-88 C36,-110 34,-140 24,-158 C10,-168 -12,-168 -24,-158Z"
        fill="#B5813F"
      />
      <path
        d="M-24,-158 C-34,-138 -34,-108 -32,-88 C-26,-86 -20,-85 -12,-84 C-22,-108 -22,-134 -12,-164 C-18,-163 -20,-162 -24,-158Z"
        fill="#96682F"
      />
      <path d="M-8,-178 h20 v20 c-6,8 -16,8 -20,0z" fill={SKIN_SHADE} />
      <circle cx="4" cy="-190" r="23" fill={SKIN} />
      <path
        d="M14,-212 C-8,-220 -24,-204 -22,-184 C-20,-172 -14,-168 -8,-170 C-6,-184 0,-194 20,-198 C28,-200 24,-208 14,-212Z"
        fill="#3B332D"
      />
      <path
        d="M14,-146 C34,-138 50,-142 70,-156"
        fill="none"
        stroke="#CF9F5E"
        stroke-width="19"
        stroke-linecap="round"
      />
      <circle cx="77" cy="-161" r="10" fill={SKIN} />
    </g>
  );
}

/** An old lady at the telephone; she looks to the right. */
export function Caller(place: Place): JSX.Element {
  return (
    <g transform={transformOf(place)}>
      <path
        d="M-26,-96 C-28,-60 -26,-34 -24,-8 L-2,-8 C-2,-40 0,-70 2,-94 C4,-70 6,-40 6,-8 L28,-8 C32,-40 32,-66 30,-96Z"
        fill="#4B4139"
      />
      <path d="M-26,-12 H-2 V0 H-30 C-32,-6 -30,-10 -26,-12Z M6,-12 H28 C36,-10 40,-6 40,0 H6Z" fill="#2F2721" />
      <path
        d="M-24,-154 C-40,-130 -44,-104 -42,-78 C-16,-70 20,-70 44,-78 C44,-106 38,-138 24,-154 C10,-164 -12,-164 -24,-154Z"
        fill="#A9482C"
      />
      <path
        d="M-24,-154 C-40,-130 -44,-104 -42,-78 C-34,-76 -26,-74 -16,-73 C-28,-98 -26,-130 -12,-160 C-18,-159 -20,-158 -24,-154Z"
        fill="#8A3820"
      />
      <path d="M-10,-174 h20 v20 c-6,8 -16,8 -20,0z" fill={SKIN_SHADE} />
      <circle cx="4" cy="-186" r="23" fill={SKIN} />
      <path
        d="M14,-208 C-8,-216 -26,-200 -24,-180 C-22,-166 -14,-162 -8,-164 C-6,-178 0,-190 18,-194 C26,-196 24,-204 14,-208Z"
        fill="#8E8A84"
      />
      <circle cx="-24" cy="-194" r="12" fill="#A8A49D" />
      <path
        d="M18,-142 C42,-126 52,-136 36,-166"
        fill="none"
        stroke="#C4613F"
        stroke-width="19"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
      <rect x="22" y="-200" width="13" height="34" rx="5" fill="#2B1D12" transform="rotate(14 28 -183)" />
      <circle cx="35" cy="-172" r="10" fill={SKIN} />
      <path
        d="M-20,-140 C-34,-118 -30,-100 -8,-98"
        fill="none"
        stroke="#C4613F"
        stroke-width="19"
        stroke-linecap="round"
      />
      <circle cx="-2" cy="-98" r="10" fill={SKIN} />
    </g>
  );
}

/** The four steps of a pickup, each in its own circle. */
import type { ComponentChildren, JSX } from 'preact';

function Round({ fill, size, children }: { fill: string; size: number; children: ComponentChildren }): JSX.Element {
  return (
    <svg class="art round" width={size} height={size} viewBox="-44 -44 88 88" aria-hidden="true">
      <circle r="44" fill={fill} />
      {children}
    </svg>
  );
}

function TypeCode({ size }: { size: number }): JSX.Element {
  const keys = [-18, 0, 18].flatMap((y) => [-18, 0, 18].map((x) => ({ x, y })));
  return (
    <Round fill="#F6DDC0" size={size}>
      <rect x="-30" y="-30" width="60" height="60" rx="10" fill="#FFFDF8" />
      <g fill="#C9B48E">
        {keys.map(({ x, y }) => (
          <rect key={`${x} ${y}`} x={x - 7} y={y - 7} width="14" height="14" rx="4" />
        ))}
      </g>
      <rect x="-7" y="-7" width="14" height="14" rx="4" fill="#2F6B46" />
    </Round>
  );
}

function DoorOpens({ size }: { size: number }): JSX.Element {
  return (
    <Round fill="#F9E3B4" size={size}>
      <rect x="-28" y="-30" width="56" height="60" rx="8" fill="#1C4733" />
      <rect x="-20" y="-22" width="40" height="44" rx="4" fill="#F5B83D" />
      <path d="M-20,-22 L-2,-14 V30 L-20,22Z" fill="#3E7A58" />
      <path d="M-7,4 v8" stroke="#BFD3BF" stroke-width="4" stroke-linecap="round" />
    </Round>
  );
}

function TakeFood({ size }: { size: number }): JSX.Element {
  return (
    <Round fill="#DCE6C4" size={size}>
      <path d="M-12,-10 C-26,-20 -22,-36 -8,-34 C-2,-38 6,-38 10,-32 C22,-34 26,-20 12,-10Z" fill="#3C7F50" />
      <path d="M0,-8 V-28 M-6,-10 L-12,-24 M6,-10 L12,-24" stroke="#E6EDCB" stroke-width="3.5" stroke-linecap="round" />
      <path d="M-30,-10 H30 L24,28 C23,32 20,34 16,34 H-16 C-20,34 -23,32 -24,28Z" fill="#CF9F5E" />
      <path d="M8,-10 H30 L24,28 C23,32 20,34 16,34 H2 C8,22 10,6 8,-10Z" fill="#B5813F" />
      <path d="M-12,2 C-12,16 12,16 12,2" fill="none" stroke="#6B4A2E" stroke-width="4.5" stroke-linecap="round" />
    </Round>
  );
}

function CloseDoor({ size }: { size: number }): JSX.Element {
  return (
    <Round fill="#DDE5E4" size={size}>
      <rect x="-28" y="-30" width="56" height="60" rx="8" fill="#1C4733" />
      <rect x="-20" y="-22" width="40" height="44" rx="4" fill="#3E7A58" />
      <path
        d="M-10,1 L-2,9 L13,-8"
        fill="none"
        stroke="#FFFDF8"
        stroke-width="6"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </Round>
  );
}

export function RoundPhone({ size }: { size: number }): JSX.Element {
  return (
    <Round fill="#F6DDC0" size={size}>
      <g transform="translate(-25 -25) scale(1.04)">
        <path
          d="M12,5 l8,2 2,9 -5,4 c3,6 6,9 12,12 l4,-5 9,2 2,8 c0,3 -3,6 -6,6 C20,42 6,28 6,11 c0,-3 3,-6 6,-6Z"
          fill="#A9482C"
        />
      </g>
    </Round>
  );
}

export function RoundCabinet({ size }: { size: number }): JSX.Element {
  return (
    <Round fill="#F9E3B4" size={size}>
      <rect x="-24" y="-30" width="48" height="60" rx="6" fill="#1C4733" />
      <path d="M-19,-25 h17 v14 h-17z M-19,7 h17 v18 h-17z M2,-25 h17 v22 h-17z M2,1 h17 v24 h-17z" fill="#8DB59D" />
      <path d="M-19,-8 h17 v12 h-17z" fill="#F5B83D" />
    </Round>
  );
}

export const STEP_ICONS = [TypeCode, DoorOpens, TakeFood, CloseDoor] as const;

/** One large drawn object for each thing that can stand in the way of a meal; each fills a square of 500. */
import type { ComponentChildren, JSX } from 'preact';
import { Basket } from './basket.tsx';
import { Bun } from './produce.tsx';

interface ObjectProps {
  readonly size: number;
}

function Square({ size, children }: ObjectProps & { children: ComponentChildren }): JSX.Element {
  return (
    <svg class="art object" width={size} height={size} viewBox="0 0 500 500" aria-hidden="true">
      {children}
    </svg>
  );
}

/** A compartment whose door stands ajar, and its light comes out. */
export function DoorAjar({ size }: ObjectProps): JSX.Element {
  return (
    <Square size={size}>
      <ellipse cx="250" cy="462" rx="220" ry="22" fill="#DDAE6A" />
      <rect x="70" y="40" width="360" height="420" rx="30" fill="#123324" />
      <rect x="88" y="58" width="324" height="384" rx="18" fill="#F5B83D" />
      <path d="M88,76 a18,18 0 0 1 18,-18 H394 a18,18 0 0 1 18,18 V330 H88Z" fill="#F9CB67" />
      <rect x="88" y="326" width="324" height="14" fill="#DD9F2A" />
      <Bun x={300} y={326} scale={1.25} />
      <Bun x={214} y={326} scale={1.05} />
      <path
        d="M88,76 a18,18 0 0 1 18,-18 L232,96 a16,16 0 0 1 12,16 V452 a16,16 0 0 1 -20,16 L102,440 a18,18 0 0 1 -14,-18Z"
        fill="#2A5A43"
      />
      <path d="M232,96 a16,16 0 0 1 12,16 V452 a16,16 0 0 1 -20,16 L216,466 V92Z" fill="#3E7A58" />
      <rect x="192" y="238" width="15" height="68" rx="7" fill="#8DB59D" />
    </Square>
  );
}

/** The same door, shut fast. */
export function DoorShut({ size }: ObjectProps): JSX.Element {
  return (
    <Square size={size}>
      <ellipse cx="250" cy="462" rx="220" ry="22" fill="#DDAE6A" />
      <rect x="70" y="40" width="360" height="420" rx="30" fill="#123324" />
      <rect x="88" y="58" width="324" height="384" rx="18" fill="#2A5A43" />
      <path d="M340,58 H394 a18,18 0 0 1 18,18 V424 a18,18 0 0 1 -18,18 H340Z" fill="#23503B" />
      <rect x="364" y="212" width="17" height="76" rx="8" fill="#8DB59D" />
      <circle cx="226" cy="250" r="74" fill="#F3E9D2" />
      <path d="M250,214 H196 M196,214 V286 M250,286 H196" fill="none" />
      <path
        d="M182,250 H262 M236,222 L266,250 L236,278"
        fill="none"
        stroke="#2F6B46"
        stroke-width="16"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </Square>
  );
}

function PotBody({ children }: { children?: ComponentChildren }): JSX.Element {
  return (
    <>
      <ellipse cx="250" cy="436" rx="206" ry="22" fill="#000" opacity=".1" />
      <path
        d="M34,252 h50 v42 h-36 c-12,0 -20,-10 -20,-22 c0,-10 2,-16 6,-20z M466,252 h-50 v42 h36 c12,0 20,-10 20,-22 c0,-10 -2,-16 -6,-20z"
        fill="#8A3820"
      />
      <path d="M72,232 H428 V366 C428,416 396,438 350,438 H150 C104,438 72,416 72,366Z" fill="#CC4A25" />
      <path d="M348,232 H428 V366 C428,416 396,438 350,438 H272 C330,410 352,330 348,232Z" fill="#AD3C17" />
      <path d="M104,268 V350" stroke="#EE9A72" stroke-width="14" stroke-linecap="round" />
      {children}
      <path d="M60,232 C66,150 140,112 250,112 C360,112 434,150 440,232Z" fill="#D9603A" />
      <path d="M330,122 C398,140 436,176 440,232 H360 C362,188 352,150 330,122Z" fill="#B9441F" />
      <path
        d="M112,196 C128,166 158,148 190,142"
        fill="none"
        stroke="#F2B192"
        stroke-width="12"
        stroke-linecap="round"
      />
      <rect x="48" y="220" width="404" height="28" rx="14" fill="#8A3820" />
      <path d="M224,116 C224,104 232,98 232,90 h36 c0,8 8,14 8,26z" fill="#8A3820" />
      <circle cx="250" cy="74" r="28" fill="#F5B83D" />
      <path d="M262,50 a28,28 0 0 1 -12,52 c22,-8 24,-36 12,-52z" fill="#DD9F2A" />
    </>
  );
}

/** Something good that needs its time. */
export function CoveredPot({ size }: ObjectProps): JSX.Element {
  return (
    <Square size={size}>
      <PotBody />
    </Square>
  );
}

/** A covered pot with the thermometer that nobody may overrule. */
export function ThermometerOnLid({ size }: ObjectProps): JSX.Element {
  return (
    <Square size={size}>
      <PotBody />
      <g transform="translate(322 214) rotate(16)">
        <rect x="-27" y="-196" width="54" height="210" rx="27" fill="#FFFDF8" />
        <circle cy="10" r="42" fill="#FFFDF8" />
        <rect x="-9" y="-110" width="18" height="120" rx="9" fill="#3D5A6C" />
        <circle cy="10" r="27" fill="#3D5A6C" />
        <path d="M-27,-160 h18 M-27,-128 h18 M-27,-96 h18" stroke="#99835B" stroke-width="6" />
      </g>
    </Square>
  );
}

/** Nothing has come yet. */
export function EmptyBasket({ size }: ObjectProps): JSX.Element {
  return (
    <Square size={size}>
      <ellipse cx="250" cy="440" rx="190" ry="20" fill="#DDAE6A" />
      <path d="M112,212 C112,40 388,40 388,212" fill="none" stroke="#8F6230" stroke-width="24" stroke-linecap="round" />
      <path d="M112,212 C112,54 388,54 388,212" fill="none" stroke="#B5813F" stroke-width="10" stroke-linecap="round" />
      <ellipse cx="250" cy="216" rx="196" ry="42" fill="#8F6230" />
      <ellipse cx="250" cy="222" rx="172" ry="30" fill="#6B4A2E" />
      <Basket x={250} y={228} scale={0.96} clip="empty-basket" />
    </Square>
  );
}

/** Eaten up: a bowl and its chopsticks. */
export function EmptyBowl({ size }: ObjectProps): JSX.Element {
  return (
    <Square size={size}>
      <ellipse cx="250" cy="424" rx="170" ry="20" fill="#DDAE6A" />
      <path d="M40,222 L470,126 l4,14 L46,240z" fill="#8F6230" />
      <path d="M40,196 L462,90 l5,14 L45,214z" fill="#B5813F" />
      <path d="M64,232 H436 C436,330 378,400 310,408 H190 C122,400 64,330 64,232Z" fill="#FFFDF8" />
      <path d="M330,232 H436 C436,330 378,400 310,408 H232 C300,376 332,310 330,232Z" fill="#F3E9D2" />
      <path
        d="M82,290 C140,318 360,318 418,290 C414,304 408,318 400,330 C340,350 160,350 100,330 C92,318 86,304 82,290Z"
        fill="#3D5A6C"
      />
      <rect x="176" y="404" width="148" height="22" rx="8" fill="#E6D8BD" />
      <rect x="52" y="218" width="396" height="28" rx="14" fill="#F3E9D2" />
    </Square>
  );
}

const MARKS = [-120, -90, -60, -30, 0, 30, 60, 90, 120];

/** The kitchen timer, a tomato as in many kitchens, has run out. */
export function KitchenTimer({ size }: ObjectProps): JSX.Element {
  return (
    <Square size={size}>
      <ellipse cx="250" cy="440" rx="170" ry="20" fill="#DDAE6A" />
      <path
        d="M250,118 C366,70 452,150 446,268 C440,380 352,440 250,440 C148,440 60,380 54,268 C48,150 134,70 250,118Z"
        fill="#CC4A25"
      />
      <path
        d="M384,112 C430,150 450,206 446,268 C440,380 352,440 250,440 C220,440 190,434 164,424 C320,420 420,280 384,112Z"
        fill="#AD3C17"
      />
      <path d="M94,236 C98,186 122,156 156,144" fill="none" stroke="#EE9A72" stroke-width="18" stroke-linecap="round" />
      <path
        d="M250,128 C204,152 160,142 132,112 C176,90 214,92 238,104 L244,48 L272,48 L262,104 C294,82 330,88 368,112 C340,146 296,152 250,128Z"
        fill="#2F6B46"
      />
      <circle cx="250" cy="284" r="108" fill="#FFFDF8" />
      <g stroke="#99835B" stroke-width="8" stroke-linecap="round">
        {MARKS.map((turn) => (
          <path key={turn} d="M250,196 v18" transform={`rotate(${turn} 250 284)`} />
        ))}
      </g>
      <path d="M250,284 V216" stroke="#2B1D12" stroke-width="14" stroke-linecap="round" />
      <circle cx="250" cy="284" r="17" fill="#2B1D12" />
    </Square>
  );
}

/** Somebody will come with tools. */
export function Toolbox({ size }: ObjectProps): JSX.Element {
  return (
    <Square size={size}>
      <ellipse cx="250" cy="440" rx="206" ry="20" fill="#DDAE6A" />
      <g transform="rotate(-24 180 190)">
        <rect x="164" y="96" width="34" height="180" rx="12" fill="#8A8378" />
        <path d="M136,60 a46,46 0 1 0 90,0 l-22,30 h-46z" fill="#8A8378" />
      </g>
      <g transform="rotate(20 330 180)">
        <rect x="322" y="60" width="16" height="120" rx="8" fill="#8A8378" />
        <rect x="306" y="150" width="48" height="130" rx="18" fill="#F5B83D" />
      </g>
      <path
        d="M164,232 V184 a22,22 0 0 1 22,-22 H314 a22,22 0 0 1 22,22 V232"
        fill="none"
        stroke="#123324"
        stroke-width="22"
      />
      <path d="M60,236 H440 L426,420 C424,434 416,440 402,440 H98 C84,440 76,434 74,420Z" fill="#2F6B46" />
      <path d="M340,236 H440 L426,420 C424,434 416,440 402,440 H300 C334,390 344,310 340,236Z" fill="#245E3D" />
      <rect x="44" y="222" width="412" height="36" rx="14" fill="#1C4733" />
      <rect x="214" y="246" width="72" height="52" rx="10" fill="#F5B83D" />
      <rect x="214" y="272" width="72" height="26" rx="10" fill="#DD9F2A" />
    </Square>
  );
}

import type { JSX } from 'preact';
import { type Place, transformOf } from './place.ts';

const COLUMNS = 11;
const ROWS = 6;
const STEP_X = 35;
const STEP_Y = 36;

/** A woven basket, 440 wide at its rim and 220 deep; its origin is the middle of the rim. `clip` names it in the page. */
export function Basket({ clip, ...place }: Place & { clip: string }): JSX.Element {
  const weave: JSX.Element[] = [];
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      if ((row + column) % 2 === 1) continue;
      const x = (column - COLUMNS / 2) * STEP_X;
      weave.push(<rect key={`${row}-${column}`} x={x} y={4 + row * STEP_Y} width="34" height="33" rx="8" />);
    }
  }
  return (
    <g transform={transformOf(place)}>
      <clipPath id={clip}>
        <path d="M-192,0 C-186,110 -158,189 -154,198 C-148,220 148,220 154,198 C158,189 186,110 192,0Z" />
      </clipPath>
      <g clip-path={`url(#${clip})`}>
        <rect x="-192" width="384" height="220" fill="#B5813F" />
        <g fill="#CF9F5E">{weave}</g>
        <path d="M120,0 H200 V220 H70 C110,150 122,70 120,0Z" fill="#8F6230" opacity=".28" />
      </g>
      <rect x="-204" y="-16" width="408" height="32" rx="16" fill="#DDB376" />
      <path d="M-204,2 C-202,12 -196,16 -188,16 H188 C196,16 202,12 204,2Z" fill="#C4904D" />
    </g>
  );
}

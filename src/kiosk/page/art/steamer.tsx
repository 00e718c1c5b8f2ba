/** A bamboo steamer from the front, 320 wide a tier; origin in the middle of its foot. */
import type { JSX } from 'preact';
import { type Place, transformOf } from './place.ts';
import { Bun } from './produce.tsx';

const TIER = 92;

function Tier({ y }: { y: number }): JSX.Element {
  const slats = Array.from({ length: 9 }, (_, i) => -136 + i * 34);
  return (
    <g transform={`translate(0 ${y})`}>
      <path d="M-160,-84 H160 V-12 C160,-4 154,0 146,0 H-146 C-154,0 -160,-4 -160,-12Z" fill="#CF9F5E" />
      <path d="M60,-84 H160 V-12 C160,-4 154,0 146,0 H40 C58,-26 64,-54 60,-84Z" fill="#BC8B4B" />
      <g fill="#B5813F">
        {slats.map((x) => (
          <rect key={x} x={x - 2} y="-62" width="4" height="38" rx="2" />
        ))}
      </g>
      <rect x="-166" y="-90" width="332" height="24" rx="9" fill="#DDB376" />
      <rect x="-166" y="-24" width="332" height="20" rx="9" fill="#DDB376" />
      <rect x="-166" y="-74" width="332" height="8" rx="4" fill="#B5813F" />
    </g>
  );
}

export function Steamer({ tiers = 1, ...place }: Place & { tiers?: number }): JSX.Element {
  const top = -TIER * tiers;
  return (
    <g transform={transformOf(place)}>
      <Bun x={-58} y={top - 22} scale={1.05} />
      <Bun x={66} y={top - 22} scale={1.02} />
      <Bun x={-112} y={top + 8} scale={1.12} />
      <Bun x={4} y={top + 10} scale={1.22} />
      <Bun x={114} y={top + 8} scale={1.12} />
      {Array.from({ length: tiers }, (_, tier) => (
        <Tier key={tier} y={-tier * TIER} />
      ))}
    </g>
  );
}

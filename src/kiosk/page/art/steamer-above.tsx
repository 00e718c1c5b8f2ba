/** A steamer seen from above: a bun for each try that is left, or full while time passes along its rim. */
import type { JSX } from 'preact';

/** One free try each, as the keypad's bucket has them when it is full. */
const FREE_TRIES = 5;
const FULL = 7;
const RIM_RADIUS = 216;
const SLATS = [-180, -150, -120, -90, -60, -30, 0, 30, 60, 90, 120, 150, 180];

function around(count: number, radius: number): readonly { x: number; y: number; turn: number }[] {
  return Array.from({ length: count }, (_, i) => {
    const turn = (360 / count) * i;
    const angle = ((turn - 90) * Math.PI) / 180;
    return { x: Math.round(Math.cos(angle) * radius), y: Math.round(Math.sin(angle) * radius), turn };
  });
}

function BunAbove({ x, y, turn }: { x: number; y: number; turn: number }): JSX.Element {
  const pleats = around(8, 32).map((end) => {
    const bend = ((end.turn - 90 - 38) * Math.PI) / 180;
    return `M0,-2 Q${(Math.cos(bend) * 19).toFixed(1)},${(Math.sin(bend) * 19).toFixed(1)} ${end.x},${end.y}`;
  });
  return (
    <g transform={`translate(${x} ${y}) rotate(${turn})`}>
      <ellipse cy="6" rx="47" ry="43" fill="#D0B079" transform={`rotate(${-turn})`} />
      <ellipse rx="46" ry="43" fill="#FFFAEE" />
      <path d={pleats.join('')} fill="none" stroke="#E3D2B2" stroke-width="4" stroke-linecap="round" />
      <circle r="5" fill="#E3D2B2" />
    </g>
  );
}

function Rim(): JSX.Element {
  const marks = around(48, 1).map(({ turn }) => `rotate(${turn})`);
  return (
    <>
      <circle r="240" fill="#8F6230" />
      <circle r="234" fill="#CF9F5E" />
      {marks.map((turn) => (
        <path key={turn} d="M230,0H202" stroke="#B5813F" stroke-width="3" transform={turn} />
      ))}
    </>
  );
}

function TimeRim({ share }: { share: number }): JSX.Element {
  const whole = 2 * Math.PI * RIM_RADIUS;
  return (
    <>
      <circle r="240" fill="#8F6230" />
      <circle r="234" fill="#CF9F5E" />
      <circle r={RIM_RADIUS} fill="none" stroke="#F3E0BD" stroke-width="30" />
      {share <= 0 ? null : (
        <circle
          r={RIM_RADIUS}
          fill="none"
          stroke="#AD3C17"
          stroke-width="26"
          stroke-linecap="round"
          stroke-dasharray={`${(whole * Math.min(1, share)).toFixed(1)} ${whole.toFixed(1)}`}
          transform="rotate(-90)"
        />
      )}
    </>
  );
}

interface SteamerAboveProps {
  readonly size: number;
  readonly holds: { readonly tries: number } | { readonly timeLeft: number };
}

export function SteamerAbove({ size, holds }: SteamerAboveProps): JSX.Element {
  const waiting = 'timeLeft' in holds;
  const places = waiting ? around(FULL, 138) : around(FREE_TRIES, 141);
  const buns = waiting ? FULL : holds.tries;
  return (
    <svg class="art" width={size} height={size} viewBox="-244 -244 488 488" aria-hidden="true">
      {waiting ? <TimeRim share={holds.timeLeft} /> : <Rim />}
      <circle r="196" fill="#8F6230" />
      <circle r="188" fill="#E9CD9C" />
      <g stroke="#D4B27A" stroke-width="4">
        {SLATS.map((y) => {
          const half = Math.floor(Math.sqrt(184 * 184 - y * y));
          return <path key={y} d={`M${-half},${y}H${half}`} />;
        })}
      </g>
      {places.map(({ x, y, turn }, i) =>
        i < buns ? (
          <BunAbove key={turn} x={x} y={y} turn={turn} />
        ) : (
          <circle
            key={turn}
            cx={x}
            cy={y}
            r="44"
            fill="#DDBD86"
            stroke="#A8834E"
            stroke-width="4"
            stroke-dasharray="2 11"
            stroke-linecap="round"
          />
        ),
      )}
      <circle r="92" fill="#FFFDF8" />
    </svg>
  );
}

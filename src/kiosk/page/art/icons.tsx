/** One-colour signs beside words; each takes the colour of its text. */
import type { JSX } from 'preact';

interface IconProps {
  readonly size: number;
}

export function QrIcon({ size }: IconProps): JSX.Element {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 48 48" aria-hidden="true">
      <path
        d="M3,14V7a4,4 0 0 1 4,-4h7M34,3h7a4,4 0 0 1 4,4v7M45,34v7a4,4 0 0 1 -4,4h-7M14,45H7a4,4 0 0 1 -4,-4v-7"
        fill="none"
        stroke="currentColor"
        stroke-width="4.5"
        stroke-linecap="round"
      />
      <path
        d="M14,12h6a2,2 0 0 1 2,2v6a2,2 0 0 1 -2,2h-6a2,2 0 0 1 -2,-2v-6a2,2 0 0 1 2,-2zM29,12h5a2,2 0 0 1 2,2v5a2,2 0 0 1 -2,2h-5a2,2 0 0 1 -2,-2v-5a2,2 0 0 1 2,-2zM14,27h5a2,2 0 0 1 2,2v5a2,2 0 0 1 -2,2h-5a2,2 0 0 1 -2,-2v-5a2,2 0 0 1 2,-2zM26,26h5v5h-5zM32,32h5v5h-5z"
        fill="currentColor"
      />
    </svg>
  );
}

export function PhoneIcon({ size }: IconProps): JSX.Element {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 48 48" aria-hidden="true">
      <path
        d="M12,5 l8,2 2,9 -5,4 c3,6 6,9 12,12 l4,-5 9,2 2,8 c0,3 -3,6 -6,6 C20,42 6,28 6,11 c0,-3 3,-6 6,-6Z"
        fill="currentColor"
        stroke="currentColor"
        stroke-width="2"
        stroke-linejoin="round"
      />
    </svg>
  );
}

export function MessageIcon({ size }: IconProps): JSX.Element {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 48 48" aria-hidden="true">
      <rect x="3" y="9" width="42" height="30" rx="6" fill="none" stroke="currentColor" stroke-width="4.5" />
      <path d="M6,14 L24,27 L42,14" fill="none" stroke="currentColor" stroke-width="4.5" stroke-linejoin="round" />
    </svg>
  );
}

export function DeleteIcon({ size }: IconProps): JSX.Element {
  return (
    <svg class="icon" width={size} height={size / 1.4} viewBox="0 0 70 50" aria-hidden="true">
      <path
        d="M22,4 H62 a6,6 0 0 1 6,6 V40 a6,6 0 0 1 -6,6 H22 L4,25Z"
        fill="none"
        stroke="currentColor"
        stroke-width="5"
        stroke-linejoin="round"
      />
      <path d="M34,17 L50,33 M50,17 L34,33" stroke="currentColor" stroke-width="5" stroke-linecap="round" />
    </svg>
  );
}

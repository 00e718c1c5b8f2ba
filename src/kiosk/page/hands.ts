/** What hands do outside of the buttons: a keyboard-emulating keypad, and a touch anywhere else. */
import { DIGITS, type Digit, type ScreenInput } from '../../core/screen.ts';

const TOUCH_EVERY_MS = 1000;

function inputOf(key: string): ScreenInput | null {
  const digit: Digit | undefined = DIGITS.find((d) => d === key);
  if (digit !== undefined) return { kind: 'digit', digit };
  if (key === 'Backspace') return { kind: 'delete' };
  if (key === 'Escape') return { kind: 'clear' };
  return null;
}

export function listenToHands(send: (input: ScreenInput) => void): void {
  let touchedMs = Number.NEGATIVE_INFINITY;
  window.addEventListener('keydown', (event) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const input = inputOf(event.key);
    if (input === null) return;
    event.preventDefault();
    send(input);
  });
  window.addEventListener('pointerdown', (event) => {
    const onControl = event.target instanceof Element && event.target.closest('button') !== null;
    const nowMs = performance.now();
    if (onControl || nowMs - touchedMs < TOUCH_EVERY_MS) return;
    touchedMs = nowMs;
    send({ kind: 'touch' });
  });
  window.addEventListener('contextmenu', (event) => event.preventDefault());
}

/** One button of the screen: it acts when a finger lands on it, and shows that for at least 60 ms. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ScreenInput } from '../../core/screen.ts';
import { useScreen } from './screen-context.ts';

const PRESSED_MS = 60;

interface PressProps {
  readonly class: string;
  readonly input?: ScreenInput;
  readonly onPress?: () => void;
  /** A row that a thumb may land on while it looks for another waits for the finger to leave. */
  readonly when?: 'down' | 'up';
  readonly label?: string;
  readonly lang?: string;
  readonly on?: boolean;
  readonly off?: boolean;
  readonly children: ComponentChildren;
}

export function Press(props: PressProps): JSX.Element {
  const { send } = useScreen();
  const [pressed, setPressed] = useState(false);
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);

  const act = () => {
    props.onPress?.();
    if (props.input !== undefined) send(props.input);
  };
  const down = () => {
    setPressed(true);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setPressed(false), PRESSED_MS);
    if (props.when !== 'up') act();
  };
  // A click without a pointer behind it comes from a keyboard or a screen reader.
  const click = (event: MouseEvent) => {
    if (props.when === 'up' || event.detail === 0) act();
  };
  return (
    <button
      type="button"
      class={pressed ? `${props.class} pressed` : props.class}
      aria-label={props.label}
      aria-pressed={props.on}
      aria-disabled={props.off}
      lang={props.lang}
      onPointerDown={down}
      onClick={click}
    >
      {props.children}
    </button>
  );
}

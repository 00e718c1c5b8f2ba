/** What a screen reader says when the picture changes; a sighted person reads the same words large. */
import type { JSX } from 'preact';
import { placeOf } from '../../core/door-place.ts';
import type { View } from '../../core/screen.ts';
import { type Screen, useScreen } from './screen-context.ts';
import { LANG } from './type-setting.ts';
import type { Words } from './words/dictionary.ts';

function placed({ cabinet, words }: Screen, compartment: number): string {
  const place = placeOf(cabinet, compartment);
  return place === undefined ? '' : words.where(place);
}

/** Nothing that counts down: a reader would never finish its sentence. */
function sentences(view: View, words: Words, screen: Screen): readonly string[] {
  switch (view.name) {
    case 'entering':
      return view.idleWarning ? [words.stillThere, words.pressToGoOn] : [];
    case 'wrong-code':
      return [words.wrong.what, words.wrong.left(view.triesLeft)];
    case 'wait':
      return [words.wait.what, words.wait.next];
    case 'refused': {
      const { title, what, next } = words.refused[view.reason];
      return [title.join(' '), what, next];
    }
    case 'opening':
      return [words.opening(view.compartment)];
    case 'open':
      return [words.open(view.compartment), placed(screen, view.compartment), words.closeAfter];
    case 'left-open': {
      const { title, what, next } = words.leftOpen(view.compartment, view.alarm, placed(screen, view.compartment));
      return [title.join(' '), what, next];
    }
    case 'thanks':
      return [words.thanks, words.thanksLine];
    case 'jammed': {
      const { title, what, next } = words.jammed(view.compartment, view.canTryAgain);
      return [title.join(' '), what, next];
    }
    case 'service': {
      const { title, what, next } = words.service[view.reason];
      return [title.join(' '), what, next];
    }
    case 'staff-refused':
      return [words.staffRefused.title.join(' '), words.staffRefused.left(view.triesLeft)];
    case 'door-check':
      return [
        words.doorCheck[view.door].title(view.compartment),
        view.answer === null ? words.doorCheck[view.door].next : words.closeToCount,
      ];
    case 'loading':
      return [words.loading[view.door].title(view.compartment), words.loading[view.door].next];
    default:
      return [];
  }
}

export function Spoken(): JSX.Element {
  const screen = useScreen();
  const { state, words, language } = screen;
  return (
    <output class="for-readers" aria-live="polite" lang={LANG[language]}>
      {sentences(state.view, words, screen).join(words.stop)}
    </output>
  );
}

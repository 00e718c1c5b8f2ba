/** Words in the chosen language, and below them, smaller, in the other one. */
import type { JSX } from 'preact';
import { useScreen } from './screen-context.ts';
import { LANG, spaced } from './type-setting.ts';
import type { Lines, Words } from './words/dictionary.ts';

type Pick = (words: Words) => string;

/** The first language only: facts, captions, anything that is never said twice. */
export function One({ of, class: name }: { of: Pick; class?: string }): JSX.Element {
  const { language, words } = useScreen();
  return (
    <span class={name} lang={LANG[language]}>
      {spaced(of(words))}
    </span>
  );
}

/** The other language, unless large type has dropped it. */
export function Second({ of, class: name }: { of: Pick; class?: string }): JSX.Element | null {
  const { state, other, otherWords } = useScreen();
  if (state.largeType) return null;
  return (
    <span class={name === undefined ? 'second' : `second ${name}`} lang={LANG[other]}>
      {spaced(of(otherWords))}
    </span>
  );
}

export function Both({ of }: { of: Pick }): JSX.Element {
  return (
    <>
      <One of={of} class="first" />
      <Second of={of} />
    </>
  );
}

export function Title({ of }: { of: (words: Words) => Lines }): JSX.Element {
  const { language, words } = useScreen();
  const [upper, lower] = of(words);
  return (
    <h1 class="title" lang={LANG[language]}>
      <span>{spaced(upper)}</span> <span>{spaced(lower)}</span>
    </h1>
  );
}

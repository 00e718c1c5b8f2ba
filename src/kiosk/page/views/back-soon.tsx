/** Drawn without the daemon: from the page itself and the last hello, if there was one. */
import type { JSX } from 'preact';
import type { CabinetFace } from '../../../core/cabinet.ts';
import type { Language } from '../../../core/screen.ts';
import { CoveredPot } from '../art/objects.tsx';
import type { Panel } from '../panel-size.ts';
import { LANG, spaced } from '../type-setting.ts';
import { WORDS } from '../words/words.ts';

const POT = { portrait: 640, landscape: 460, small: 240 } as const;

interface BackSoonProps {
  readonly cabinet: CabinetFace | null;
  readonly language: Language;
  readonly panel: Panel;
}

export function BackSoon({ cabinet, language, panel }: BackSoonProps): JSX.Element {
  const other = language === 'zh' ? 'en' : 'zh';
  const words = WORDS[language];
  return (
    <section class="notice back-soon">
      <CoveredPot size={POT[panel]} />
      <div class="said">
        <h1 class="title" lang={LANG[language]}>
          <span>{words.backSoon}</span>
        </h1>
        <span class="second title-again" lang={LANG[other]}>
          {WORDS[other].backSoon}
        </span>
        <p class="what" lang={LANG[language]}>
          {words.backSoonLine}
        </p>
        {cabinet === null ? null : (
          <p class="help-line" lang={LANG[language]}>
            {panel === 'small' ? null : <span>{words.helpLine}</span>}
            <b>{cabinet.helpPhone}</b>
            <span>{spaced(words.sayCabinet(cabinet.cabinetNumber))}</span>
          </p>
        )}
      </div>
    </section>
  );
}

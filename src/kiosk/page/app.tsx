import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Language, ScreenInput } from '../../core/screen.ts';
import { CodePanel } from './code-panel.tsx';
import { drawingOf } from './drawing.tsx';
import { PANELS, panelFor, scaleFor } from './panel-size.ts';
import { type Screen, ScreenContext } from './screen-context.ts';
import { Spoken } from './spoken.tsx';
import type { Link } from './stream.ts';
import { LANG } from './type-setting.ts';
import { BackSoon } from './views/back-soon.tsx';
import { WORDS } from './words/words.ts';

interface AppProps {
  readonly link: Link;
  readonly send: (input: ScreenInput) => void;
}

function useWindowSize(): { width: number; height: number } {
  const read = () => ({ width: window.innerWidth, height: window.innerHeight });
  const [size, setSize] = useState(read);
  useEffect(() => {
    const resized = () => setSize(read());
    window.addEventListener('resize', resized);
    return () => window.removeEventListener('resize', resized);
  }, []);
  return size;
}

export function App({ link, send }: AppProps): JSX.Element | null {
  const { hello, state, stateAtMs, lost } = link;
  const { width, height } = useWindowSize();
  const panel = panelFor(width, height);
  const scale = scaleFor(panel, width, height);
  const language = state?.language ?? 'zh';
  const screen = useMemo<Screen | null>(() => {
    if (hello === null || state === null) return null;
    const other: Language = language === 'zh' ? 'en' : 'zh';
    const words = { words: WORDS[language], otherWords: WORDS[other], language, other };
    return { cabinet: hello.cabinet, state, stateAtMs, panel, send, ...words };
  }, [hello, state, stateAtMs, panel, language, send]);

  const drawn = screen === null || lost ? null : drawingOf(screen.state.view);
  const ground = drawn?.ground ?? 'rice';
  useEffect(() => {
    document.documentElement.lang = LANG[language];
    document.body.className = `ground-${ground}`;
  }, [language, ground]);

  return (
    <main
      class={`stage ${panel} on-${ground}${state?.largeType && !lost ? ' large' : ''}`}
      data-view={lost ? 'back-soon' : (state?.view.name ?? 'nothing-yet')}
      data-at={state === null ? undefined : (state.nowMs ?? 'unknown')}
      lang={LANG[language]}
      style={{
        width: `${PANELS[panel].width}px`,
        height: `${PANELS[panel].height}px`,
        transform: `translate(-50%, -50%) scale(${scale})`,
      }}
    >
      {lost ? <BackSoon cabinet={hello?.cabinet ?? null} language={language} panel={panel} /> : null}
      <ScreenContext.Provider value={screen}>
        {drawn?.content}
        {drawn === null || drawn.code === null ? null : <CodePanel key="code" {...drawn.code} />}
        {screen === null || lost ? null : <Spoken />}
      </ScreenContext.Provider>
    </main>
  );
}

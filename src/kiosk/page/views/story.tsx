/** The half above (or beside) the keypad while nobody, or somebody, types: a slide, and how a pickup goes. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { BuiltInSlide } from '../../../core/screen.ts';
import { Scene } from '../art/scenes.tsx';
import { RoundCabinet, RoundPhone, STEP_ICONS } from '../art/step-icons.tsx';
import { Header } from '../header.tsx';
import { One, Second, Title } from '../said.tsx';
import { useScreen } from '../screen-context.ts';
import { LANG } from '../type-setting.ts';

const ICON = { portrait: 88, landscape: 64, small: 0 } as const;
const FADE_MS = 600;

function Steps(): JSX.Element {
  const { panel } = useScreen();
  return (
    <ol class="trail steps">
      {STEP_ICONS.map((Icon, step) => (
        <li class="stop" key={Icon.name}>
          <Icon size={ICON[panel]} />
          <One class="fact" of={(w) => w.steps[step]?.fact ?? ''} />
          <One class="detail" of={(w) => w.steps[step]?.detail ?? ''} />
        </li>
      ))}
    </ol>
  );
}

function Numbers(): JSX.Element {
  const { panel, cabinet } = useScreen();
  return (
    <ul class="trail numbers">
      <li class="stop">
        <RoundPhone size={ICON[panel]} />
        <span class="fact">{cabinet.helpPhone}</span>
        <One class="detail" of={(w) => w.callUs} />
      </li>
      <li class="stop">
        <RoundCabinet size={ICON[panel]} />
        <span class="fact">{cabinet.cabinetNumber}</span>
        <One class="detail" of={(w) => w.cabinetNumber} />
      </li>
    </ul>
  );
}

/** The slide before stays underneath until the new one has faded in over it. */
function useSlideBefore(slide: BuiltInSlide): BuiltInSlide | null {
  const [shown, setShown] = useState(slide);
  useEffect(() => {
    const timer = setTimeout(() => setShown(slide), FADE_MS);
    return () => clearTimeout(timer);
  }, [slide]);
  return shown === slide ? null : shown;
}

function Slide({ slide, quiet }: { slide: BuiltInSlide; quiet: boolean }): JSX.Element {
  const { panel } = useScreen();
  const card = slide === 'help' ? <Numbers /> : <Steps />;
  return (
    <>
      <div class="slide">
        <Scene slide={slide} panel={panel} />
        <div class="said">
          <Title of={(w) => w.slides[slide].title} />
          {quiet || panel === 'small' ? null : (
            <p>
              <One class="sub" of={(w) => w.slides[slide].line} />
              <Second class="sub" of={(w) => w.slides[slide].title.join(' ')} />
            </p>
          )}
        </div>
      </div>
      {quiet || panel === 'small' ? null : card}
    </>
  );
}

export function AttractStory({ slide }: { slide: BuiltInSlide }): JSX.Element {
  const { panel } = useScreen();
  const before = useSlideBefore(slide);
  return (
    <section class="story">
      {before === null ? null : (
        <div class="before" aria-hidden="true" key={before}>
          <Slide slide={before} quiet={false} />
        </div>
      )}
      <div class={before === null ? 'now' : 'now arriving'} key={slide}>
        <Slide slide={slide} quiet={false} />
      </div>
      {panel === 'small' ? null : <Header withDay />}
    </section>
  );
}

/** While somebody types, the story is down to its title and its scene. */
export function EnteringStory({ idleWarning }: { idleWarning: boolean }): JSX.Element {
  const { panel, language, words } = useScreen();
  return (
    <section class="story">
      <div class="now">
        <Slide slide="welcome" quiet />
        {idleWarning ? (
          <div class="trail note" lang={LANG[language]}>
            <b>{words.stillThere}</b>
            <span>{words.pressToGoOn}</span>
          </div>
        ) : panel === 'small' ? null : (
          <div class="trail note">
            <One class="detail" of={(w) => w.checkedWhenFull} />
          </div>
        )}
      </div>
      {panel === 'small' ? null : <Header withDay />}
    </section>
  );
}

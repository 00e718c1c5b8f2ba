import type { JSX } from 'preact';
import { PhoneIcon, QrIcon } from './art/icons.tsx';
import { Press } from './press.tsx';
import { Both, One } from './said.tsx';
import { useScreen } from './screen-context.ts';
import { LANG } from './type-setting.ts';
import { WORDS } from './words/words.ts';

const QR = { portrait: 64, landscape: 48, small: 0 } as const;
const PHONE = { portrait: 44, landscape: 34, small: 0 } as const;

/** "大字" above its meaning in English, and "Aa" above its own: the sign is known, the meaning may not be. */
function LargeType(): JSX.Element {
  const { state, panel } = useScreen();
  const on = state.largeType;
  return (
    <Press class="act large-type" input={{ kind: 'large-type', on: !on }} on={on}>
      <One class="first" of={(w) => (on ? w.normalShort : w.largerShort)} />
      {on ? null : (
        <span class="second" lang="en">
          {panel === 'small' ? WORDS.en.largerInBrief : WORDS.en.larger}
        </span>
      )}
    </Press>
  );
}

/** The toggle is written in the script of the language it leads to. */
function LanguageToggle(): JSX.Element {
  const { language, other, state } = useScreen();
  return (
    <Press class="act" input={{ kind: 'language', language: other }}>
      <span class="first" lang={LANG[other]}>
        {WORDS[other].thisLanguage}
      </span>
      {state.largeType ? null : (
        <span class="second" lang={LANG[language]}>
          {WORDS[language].otherLanguageSaid}
        </span>
      )}
    </Press>
  );
}

export function SideColumn({ staff }: { staff: boolean }): JSX.Element {
  const { panel } = useScreen();
  return (
    <div class="side">
      {panel === 'small' ? null : staff ? (
        <div class="qr-hint" />
      ) : (
        <div class="qr-hint">
          <QrIcon size={QR[panel]} />
          <Both of={(w) => w.showQr} />
        </div>
      )}
      <LargeType />
      <LanguageToggle />
      {staff ? (
        <Press class="act" input={{ kind: 'back' }}>
          <Both of={(w) => w.back} />
        </Press>
      ) : (
        <Press class="act" input={{ kind: 'help' }}>
          {panel === 'small' ? null : <PhoneIcon size={PHONE[panel]} />}
          <Both of={(w) => w.help} />
        </Press>
      )}
    </div>
  );
}

import type { JSX } from 'preact';
import type { Language } from '../../core/screen.ts';
import { useCabinetTime } from './clocks.ts';
import { useScreen } from './screen-context.ts';
import { LANG, spaced } from './type-setting.ts';

function timeOf(ms: number, language: Language, timeZone: string): string {
  return new Intl.DateTimeFormat(LANG[language], {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(ms);
}

function dayOf(ms: number, language: Language, timeZone: string): string {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { ...options, timeZone }).format(ms);
  const weekday = format({ weekday: 'short' });
  const day = format({ day: 'numeric', month: language === 'zh' ? 'long' : 'short' });
  return language === 'zh' ? `${day} ${weekday}` : `${weekday} ${day}`;
}

export function Header({ withDay = false }: { withDay?: boolean }): JSX.Element {
  const { cabinet, state, stateAtMs, language } = useScreen();
  const nowMs = useCabinetTime(state.nowMs, stateAtMs);
  const textOf = (ms: number): string => {
    const time = timeOf(ms, language, cabinet.timeZone);
    return withDay ? `${spaced(dayOf(ms, language, cabinet.timeZone))} ${time}` : time;
  };
  return (
    <header class="header" lang={LANG[language]}>
      <b>{spaced(cabinet.site[language])}</b>
      <time>{nowMs === null ? '' : textOf(nowMs)}</time>
    </header>
  );
}

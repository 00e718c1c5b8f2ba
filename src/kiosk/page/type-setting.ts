const THIN_SPACE = '\u2009';

/** Digits and Latin stand a thin space away from Chinese, whatever space the words were written with. */
export function spaced(text: string): string {
  return text
    .replace(/(\p{Script=Han}) ?(?=[0-9A-Za-z])/gu, `$1${THIN_SPACE}`)
    .replace(/([0-9A-Za-z]) ?(?=\p{Script=Han})/gu, `$1${THIN_SPACE}`);
}

export const LANG = { zh: 'zh-CN', en: 'en' } as const;

/** Plain small words and small numbers, as of `/favicon.ico`: everything else may be a code, a ticket, a key or a password. */
const PLAIN = /^(?:[a-z.]{0,20}|\d{1,4})$/;

/**
 * Words of a stranger (a path with its query, the end of a topic) as they may be logged: plain words stay, `…` stands
 * for the others; at most `most` characters and one more.
 */
export function discreet(text: string, most: number): string {
  const said = text
    .slice(0, 1_024)
    .split(/([/?&=])/)
    .map((part) => (PLAIN.test(part) || /^[/?&=]$/.test(part) ? part : '…'))
    .join('');
  return said.length <= most && text.length <= 1_024 ? said : `${said.slice(0, most)}…`;
}

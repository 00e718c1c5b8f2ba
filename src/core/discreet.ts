/**
 * Words of a stranger (a path, a topic) as they may be logged: without what could be a pickup code, a staff secret, a
 * ticket or a key, without control characters, and at most `most` characters.
 */
export function discreet(text: string, most: number): string {
  const said = text
    .slice(0, 4_096)
    .replace(/\beyJ[\w-]{8,}(\.[\w-]*)*|[\w-]+\.[\w-]*\.[\w-]{20,}|[\w-]{40,}/g, '(signed)')
    .replace(/\d{8,}/g, '(digits)')
    .replace(/[\p{Cc}\p{Cf}]/gu, '?');
  return said.length <= most ? said : `${said.slice(0, most)}…`;
}

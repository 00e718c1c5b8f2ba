import { readFileSync } from 'node:fs';

export type LogLine = Readonly<Record<string, unknown>> & { readonly event: string };

/** Every line that a daemon wrote so far; throws at one that is no JSON. The last one may be half written. */
export function linesOf(logFile: string): readonly LogLine[] {
  const text = readFileSync(logFile, 'utf8');
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine);
}

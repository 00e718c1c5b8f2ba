/** How the cabinet is, in one line for `systemctl status`. */
import type { Watched } from '../core/liveness.ts';
import type { Boards, Cloud } from './ports.ts';

export function serviceWords(boards: Boards, cloud: Cloud, stuck: readonly Watched[]): string {
  if (stuck.length > 0) {
    const parts = stuck.map(({ name, quietMs }) => `${name} (nothing for ${Math.round(quietMs / 1_000)} s)`);
    return `Stuck: ${parts.join(', ')}. The watchdog will start it again.`;
  }
  const lines = Object.entries(boards.counters()).map(
    ([id, { state }]) => `line ${id} ${state === 'up' ? 'up' : 'does not answer'}`,
  );
  return `Ready for codes: ${lines.join(', ')}; cloud ${cloud.state().connected ? 'connected' : 'away'}.`;
}

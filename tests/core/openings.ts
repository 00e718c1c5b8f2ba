import type { Opening, OpeningState } from '../../src/core/opening.ts';
import { moment } from './moments.ts';

const NEVER_OPENED: readonly OpeningState[] = ['opening', 'jammed', 'not-sent'];

/** An opening that was asked for at `moment()`, and opened at once where it ever opened. */
export const openingIn = (state: OpeningState, more: Partial<Opening> = {}): Opening => ({
  ...{ id: 1, compartment: 5, generation: 2, purpose: { kind: 'collect', orderId: 'o1' }, attempt: 1, state },
  ...{ startedAt: moment(), openedAt: NEVER_OPENED.includes(state) ? null : moment() },
  ...{ doorAtRequest: 'closed', observed: true, alarmed: false },
  ...more,
});

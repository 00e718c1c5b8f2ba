/** Signed commands from the hub: each id once, each for one connection, `started` committed before anything moves (04). */
import { type Command, commandSchema } from '../contract/messages.ts';
import type { Purpose } from '../core/opening.ts';
import type { Decision, Effects, Intent, Openings } from './openings.ts';
import type { Store, StoredCommand, Tx } from './ports.ts';

export interface RemoteCommandNeeds {
  readonly store: Store;
  readonly openings: Openings;
  readonly lockerId: string;
  /** The nonce of the live session; a command of another one is refused. */
  readonly nonce: () => string | undefined;
  /** Whether one more refusal of no consequence may become an event now. */
  readonly mayTell: (tx: Tx) => boolean;
}

export class RemoteCommands {
  readonly #needs: RemoteCommandNeeds;

  constructor(needs: RemoteCommandNeeds) {
    this.#needs = needs;
  }

  /** `payload` was signed by a key that may command. Returns why it was not done, or undefined. */
  execute(payload: unknown): string | undefined {
    const parsed = commandSchema.safeParse(payload);
    if (!parsed.success) return `not a command: ${parsed.error.issues[0]?.message ?? ''}`;
    const command = parsed.data;
    if (command.aud !== this.#needs.lockerId) return this.#misdirected(command);
    const requested = this.#needs.openings.request((tx): Decision<string> => {
      if (tx.commands.get(command.id)) return { kind: 'refuse', refusal: 'repeated' };
      const refusal = this.#refusal(tx, command);
      if (refusal !== undefined) {
        tx.commands.put(settled(tx, command, 'refused'));
        tx.journal.append({ type: 'command.refused', data: { commandId: command.id, reason: refusal } });
        return { kind: 'refuse', refusal };
      }
      tx.commands.put(settled(tx, command, 'started'));
      tx.journal.append({ type: 'command.started', data: { commandId: command.id, type: command.type } });
      return { kind: 'open', intent: openIntent(command) };
    });
    return requested.kind === 'refused' ? requested.refusal : undefined;
  }

  /** Whoever owns the broker can replay what is addressed to others: nothing of it is kept but a word now and then. */
  #misdirected({ id: commandId }: Command): string {
    const reason = 'addressed to another locker';
    this.#needs.store.transact((tx) => {
      if (this.#needs.mayTell(tx)) tx.journal.append({ type: 'command.refused', data: { commandId, reason } });
    });
    return reason;
  }

  #refusal(tx: Tx, command: Command): string | undefined {
    if (command.session !== this.#needs.nonce()) return 'of another session';
    if (tx.now.monotonicMs > command.notAfterMs) return 'too late';
    const { compartment: number, generation, purpose } = command.args;
    const compartment = tx.compartments.get(number);
    if (!compartment) return `this cabinet has no compartment ${number}`;
    if (compartment.generation !== generation) {
      return `compartment ${number} is of generation ${compartment.generation}, not ${generation}`;
    }
    const running = this.#needs.openings.active(number);
    if (running && running.state !== 'left-open') return `compartment ${number} is being opened already`;
    if (purpose.kind === 'inspect') return undefined;
    const order = tx.orders.get(purpose.orderId);
    const fits = order?.state === 'stored' && compartment.orderId === order.id && order.generation === generation;
    if (!fits) return `order ${purpose.orderId} is not stored in compartment ${number}`;
    return compartment.hold === null ? undefined : 'held for safety';
  }

  /** At boot: commands that were started and whose opening nobody will finish any more. */
  recover(): void {
    const { store, openings } = this.#needs;
    store.transact((tx) => {
      for (const command of tx.commands.started()) {
        const opening = openings.active(command.compartment);
        if (opening && commandOf(opening.purpose) === command.id) continue;
        const { id: commandId, compartment } = command;
        tx.journal.append({ type: 'command.unknown', data: { commandId, compartment, door: 'unknown' } });
        tx.commands.put({ ...command, state: 'unknown' });
      }
    });
  }
}

const commandOf = (purpose: Purpose): string | undefined => ('commandId' in purpose ? purpose.commandId : undefined);

const settled = (tx: Tx, { id, type, args }: Command, state: 'started' | 'refused'): StoredCommand => ({
  ...{ id, type, state, compartment: args.compartment, at: tx.now },
});

function openIntent({ id: commandId, args }: Command): Intent {
  const { compartment, generation, purpose } = args;
  return {
    compartment,
    generation,
    purpose:
      purpose.kind === 'inspect'
        ? { kind: 'inspect', commandId }
        : { kind: 'collect', orderId: purpose.orderId, commandId },
    record: () => {},
  };
}

/** The result of a command is what the door did: the pulse alone proves nothing. */
export const commandEffects: Effects = (tx, { opening, fact, door }) => {
  const commandId = commandOf(opening.purpose);
  const command = commandId === undefined ? undefined : tx.commands.get(commandId);
  if (commandId === undefined || command?.state !== 'started') return;
  const { compartment } = opening;
  if (fact === 'uncertain') {
    tx.journal.append({ type: 'command.unknown', data: { commandId, compartment, door } });
    tx.commands.put({ ...command, state: 'unknown' });
    return;
  }
  const failure = fact === 'jammed' || fact === 'not-sent' ? { failure: fact } : {};
  tx.journal.append({ type: 'command.done', data: { commandId, result: { compartment, door, ...failure } } });
  tx.commands.put({ ...command, state: 'done' });
};

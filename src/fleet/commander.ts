import { type Command, commandSchema } from '../contract/messages.ts';
import { buildTopic } from '../contract/topics.ts';
import { isoTime } from '../core/clock.ts';
import type { Clock, Random, Scheduler } from '../core/environment.ts';
import type { JournalEvent } from '../core/event.ts';
import { ok, type Result } from '../core/result.ts';
import { type CommandResult, isCommandResult } from './command-log.ts';
import { failure, type HubFailure } from './failure.ts';
import type { HubLink } from './hub-link.ts';
import type { HubStore } from './hub-store.ts';
import type { Session } from './locker-book.ts';
import type { Signer } from './signing.ts';

export interface OpenRequest {
  /** What the sender believes it to be; without it, the newest that the hub knows. */
  readonly generation?: number;
  readonly purpose: { readonly kind: 'collect'; readonly orderId: string } | { readonly kind: 'inspect' };
  /** 1 to 200 characters; goes into the locker's journal. */
  readonly reason: string;
  /** How long to wait for the result, milliseconds; 15 s without it. */
  readonly deadlineMs?: number;
}

/** How long a locker may still act on a command, milliseconds of its own monotonic clock. */
export const COMMAND_LIFE_MS = 10_000;
const DEADLINE_MS = 15_000;

type OpenResult = Result<CommandResult, HubFailure>;

export interface CommanderParts {
  readonly store: HubStore;
  readonly signer: Pick<Signer, 'sign'>;
  readonly link: Pick<HubLink, 'publish'>;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
}

/** Sends signed commands, and matches what comes back in the journal. */
export class Commander {
  readonly #parts: CommanderParts;
  readonly #waiting = new Map<string, (result: OpenResult) => void>();

  constructor(parts: CommanderParts) {
    this.#parts = parts;
  }

  /**
   * Asks the locker to open one door; resolves with its word on it, or fails: `no-session` when the hub has not heard
   * this locker's present connection begin, `deadline` when no result came (it may come yet).
   */
  async open(lockerId: string, compartment: number, request: OpenRequest): Promise<OpenResult> {
    const command = this.#command(lockerId, compartment, request);
    if (!command.ok) return command;
    const { store, signer, link, clock } = this.#parts;
    // The signature is made on another thread while this one waits for the disk.
    const signing = signer.sign('command', command.value);
    signing.catch(() => {});
    store.transact(() => store.commands.add(lockerId, isoTime(clock.read().wallMs), command.value));
    const result = this.#result(command.value.id, request.deadlineMs ?? DEADLINE_MS);
    const token = await signing;
    const topic = buildTopic({ kind: 'command', lockerId });
    const outcome = await link.publish(topic, token, { retain: false, expiryS: COMMAND_LIFE_MS / 1_000 });
    if (outcome === 'not-connected') {
      this.#settle(command.value.id, failure('not-connected', 'No connection to the broker: nothing was sent.'));
    }
    if (outcome === 'refused') {
      this.#settle(command.value.id, failure('not-published', `The broker refused ${topic}: nothing was sent.`));
    }
    return result;
  }

  /** An event of a locker: perhaps what somebody waits for. */
  heard(event: JournalEvent): void {
    if (isCommandResult(event)) this.#settle(event.data.commandId, ok(event));
  }

  /** Nobody waits any longer. */
  stop(): void {
    for (const id of [...this.#waiting.keys()]) {
      this.#settle(id, failure('stopped', 'The hub stopped before the result came.'));
    }
  }

  #command(lockerId: string, compartment: number, request: OpenRequest): Result<Command, HubFailure> {
    const { store, random } = this.#parts;
    const locker = store.lockers.get(lockerId);
    if (!locker) return failure('unknown-locker', `The hub knows no locker "${lockerId}": add it first.`);
    const session = locker.online ? locker.session : null;
    const lockerNowMs = session === null ? undefined : this.#lockerNowMs(session);
    if (session === null || lockerNowMs === undefined) {
      const why = locker.online ? 'was not heard when it connected' : 'is not connected';
      return failure('no-session', `${lockerId} ${why}, so no command can be made for its present session.`);
    }
    const generation = request.generation ?? store.compartments.generation(lockerId, compartment);
    if (generation === undefined) {
      return failure('bad-command', `Nothing is known of compartment ${compartment} yet: give its generation.`);
    }
    const { purpose, reason } = request;
    const checked = commandSchema.safeParse({
      id: `C-${Buffer.from(random.bytes(9)).toString('hex')}`,
      aud: lockerId,
      session: session.nonce,
      notAfterMs: lockerNowMs + COMMAND_LIFE_MS,
      type: 'open',
      args: { compartment, generation, purpose, reason },
    });
    if (checked.success) return ok(checked.data);
    const what = checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    return failure('bad-command', what);
  }

  /** The locker's monotonic clock now, milliseconds; undefined when the hub's own clock began anew since. */
  #lockerNowMs(session: Session): number | undefined {
    const { monotonicMs, bootId } = this.#parts.clock.read();
    return bootId === session.hubBoot ? session.lockerMs + (monotonicMs - session.hubMs) : undefined;
  }

  #result(id: string, deadlineMs: number): Promise<OpenResult> {
    return new Promise((resolve) => {
      const cancel = this.#parts.scheduler.after(deadlineMs, () =>
        this.#settle(id, failure('deadline', `No result of ${id} within ${deadlineMs / 1_000} s.`)),
      );
      this.#waiting.set(id, (result) => {
        cancel();
        resolve(result);
      });
    });
  }

  #settle(id: string, result: OpenResult): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.(result);
  }
}

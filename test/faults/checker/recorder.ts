import type { AnyCommandInput, CallOptions, Hub, Watch, WatchOptions } from '../../../client/sdk/index.ts';
import { FlorinError, Refused } from '../../../client/sdk/index.ts';
import { type Command, CommandSchema } from '../../../shared/commands.ts';
import type { Answer, CommandSeen, ReadSeen, WatchedTarget, WatchSeen } from './history.ts';
import { SdkWatch } from './sdk-watch.ts';

/** A command with the key that it keeps for every retry. */
export type KeyedCommand = AnyCommandInput & { readonly key: string };

/** Writes down what clients of the SDK ask and are told. */
export class Recorder {
  readonly commands: CommandSeen[] = [];
  readonly reads: ReadSeen[] = [];
  readonly watches: WatchSeen[] = [];
  /** Milliseconds of the clock of all records. */
  readonly nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.nowMs = nowMs;
  }

  /** Sends a command and resolves with its answer, with `undefined` where the client gives up without one. */
  async send(hub: Hub, input: KeyedCommand, options?: CallOptions): Promise<Answer | undefined> {
    const settle = this.#asked(commandOf(input));
    try {
      const { replayed: _, ...tx } = await hub.send(input, options);
      return settle({ t: 'ok', answeredMs: this.nowMs(), tx });
    } catch (error) {
      return settle(this.#refusal(error));
    }
  }

  /** The same for several commands in one request. */
  async batch(
    hub: Hub,
    inputs: readonly KeyedCommand[],
    atomic: boolean,
    options: CallOptions = {},
  ): Promise<void> {
    const together = atomic ? inputs.map(({ key }) => key) : undefined;
    const settles = inputs.map((input) => this.#asked(commandOf(input), together));
    try {
      const results = await hub.batch(inputs, { ...options, atomic });
      for (const [nth, result] of results.entries()) {
        if (!result.ok) settles[nth]?.(this.#refusal(result.error));
        else {
          const { replayed: _, ...tx } = result.tx;
          settles[nth]?.({ t: 'ok', answeredMs: this.nowMs(), tx });
        }
      }
    } catch (error) {
      if (!(error instanceof FlorinError)) throw error;
    }
  }

  async get(hub: Hub, accounts: readonly string[]): Promise<void> {
    const askedMs = this.nowMs();
    const page = await hub.get(accounts);
    this.reads.push({ askedMs, answeredMs: this.nowMs(), seq: page.seq, accounts: page.accounts });
  }

  async trial(hub: Hub): Promise<void> {
    const askedMs = this.nowMs();
    const { seq, ledgers } = await hub.trial();
    this.reads.push({ askedMs, answeredMs: this.nowMs(), seq, ledgers });
  }

  /** Follows a watch as the SDK tells of it. */
  watch(
    name: string,
    watch: Watch,
    target: WatchedTarget,
    mode: NonNullable<WatchOptions['mode']>,
  ): SdkWatch {
    const seen = new SdkWatch(name, watch, target, mode, () => this.nowMs());
    this.watches.push(seen);
    return seen;
  }

  #asked(command: Command, together?: readonly string[]): (answer: Answer | undefined) => Answer | undefined {
    const seen = { command, ...(together && { together }), askedMs: this.nowMs(), answer: noAnswer() };
    this.commands.push(seen);
    return (answer) => {
      seen.answer = answer;
      return answer;
    };
  }

  /** `undefined` for a failure that says nothing of what became of the command. */
  #refusal(error: unknown): Answer | undefined {
    if (!(error instanceof FlorinError)) throw error;
    if (!(error instanceof Refused)) return undefined;
    const { code, message } = error;
    return { t: 'refused', answeredMs: this.nowMs(), code, message };
  }
}

function noAnswer(): Answer | undefined {
  return undefined;
}

function commandOf(input: KeyedCommand): Command {
  const present = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  return CommandSchema.parse({ id: 0, ...present });
}

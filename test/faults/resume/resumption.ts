import { LaggedSchema, SnapshotSchema } from '../../../shared/down.ts';
import {
  type AccountState,
  AccountStateSchema,
  type Transaction,
  TransactionSchema,
} from '../../../shared/transaction.ts';
import type { WatchMode } from '../../../shared/watching.ts';
import { z } from '../../../shared/zod.ts';
import type { Told, WatchedTarget, WatchSeen } from '../checker/history.ts';

/** What is watched, and how. */
export interface Kind {
  readonly target: WatchedTarget;
  readonly mode: WatchMode;
}

export interface Since {
  readonly epoch: string;
  readonly seq: number;
}

/** Makes one object of many texts that are the same: what a thousand watches are told is told a thousand times. */
export class Texts {
  readonly #txs = new Map<string, Transaction>();
  readonly #accounts = new Map<string, readonly AccountState[]>();

  tx(text: string): Transaction {
    return known(this.#txs, text, TransactionSchema);
  }

  accounts(text: string): readonly AccountState[] {
    return known(this.#accounts, text, statesSchema);
  }
}

const statesSchema = z.array(AccountStateSchema);

function known<T>(texts: Map<string, T>, text: string, schema: { parse(value: unknown): T }): T {
  const parsed = texts.get(text) ?? schema.parse(JSON.parse(text));
  texts.set(text, parsed);
  return parsed;
}

/** One watch that goes on from an earlier seq, and all that it is told, message by message. */
export class Resumption implements WatchSeen {
  readonly name: string;
  readonly mode: WatchMode;
  readonly target: WatchedTarget;
  readonly since: Since | undefined;
  readonly told: Told[] = [];
  /** Whether the hub says that it goes on; `undefined` before it says anything. */
  isRecovered: boolean | undefined;
  /** The code that it was refused with. */
  refusal: string | undefined;
  /** Seq that it has been told of. */
  seq = -1;
  through: number | undefined;
  readonly #texts: Texts;
  #parts: AccountState[] = [];

  constructor(name: string, { target, mode }: Kind, since: Since | undefined, texts: Texts) {
    this.name = `${name} since ${since?.seq ?? 'nothing'}: ${mode} of ${JSON.stringify(target)}`;
    this.mode = mode;
    this.target = target;
    this.since = since;
    this.#texts = texts;
  }

  get isAnswered(): boolean {
    return this.isRecovered !== undefined || this.refusal !== undefined;
  }

  /** Takes a message to this watch as the hub wrote it; throws for one that has another form. */
  take(line: string): void {
    const atMs = 0;
    const tx = txPattern.exec(line);
    if (tx !== null) {
      const [, prev, text = ''] = tx;
      const told = this.#texts.tx(text);
      this.told.push({ t: 'tx', atMs, prev: Number(prev), tx: told });
      this.seq = told.seq;
      return;
    }
    const balances = balancesPattern.exec(line);
    if (balances !== null) {
      const [, prev, seq, text = ''] = balances;
      this.seq = Number(seq);
      const accounts = this.#texts.accounts(text);
      this.told.push({ t: 'states', atMs, prev: Number(prev), seq: this.seq, accounts });
      return;
    }
    const watching = watchingPattern.exec(line);
    if (watching !== null) {
      const [, seq, recovered, text, more] = watching;
      this.isRecovered = recovered === 'true';
      this.seq = Number(seq);
      if (more !== undefined) this.#parts.push(...this.#texts.accounts(text ?? '[]'));
      else if (text === undefined) this.told.push({ t: 'resumed', atMs, seq: this.seq });
      else this.told.push({ t: 'snapshot', atMs, seq: this.seq, accounts: this.#texts.accounts(text) });
      return;
    }
    this.#takeSeldom(line, atMs);
  }

  #takeSeldom(line: string, atMs: number): void {
    const message: unknown = JSON.parse(line);
    const lagged = LaggedSchema.safeParse(message).data;
    if (lagged !== undefined) {
      this.told.push({ t: 'lagged', atMs, from: lagged.from, to: lagged.to });
      return;
    }
    const { accounts, seq, more } = SnapshotSchema.parse(message);
    this.#parts.push(...accounts);
    if (more) return;
    this.seq = seq;
    this.told.push({ t: 'snapshot', atMs, seq, accounts: this.#parts });
    this.#parts = [];
  }
}

const txPattern = /^\{"t":"tx","watch":\d+,"prev":(\d+),"tx":(\{.*\})\}$/s;
const balancesPattern = /^\{"t":"balances","watch":\d+,"prev":(\d+),"seq":(\d+),"accounts":(\[.*\])\}$/s;
const watchingPattern =
  /^\{"t":"watching","id":\d+,"watch":\d+,"seq":(\d+),"recovered":(true|false)(?:,"accounts":(\[.*\]))?(,"more":true)?\}$/s;

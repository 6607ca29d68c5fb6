import { nanoid } from 'nanoid';
import type { Hub } from '../../../client/sdk/index.ts';
import { newKey } from '../../support/new-key.ts';
import type { Answer } from './history.ts';
import type { KeyedCommand, Recorder } from './recorder.ts';

/** Accounts of the workload: two ledgers, of which one has limits that are hit. */
const cash = Array.from({ length: 8 }, (_, nth) => `acc-${nth}`);
const points = Array.from({ length: 3 }, (_, nth) => `pts-${nth}`);
export const accounts: readonly string[] = [...cash, ...points];

export function ledgerOf(account: string): string {
  return points.includes(account) ? 'points' : 'cash';
}

/** What a book of accounts has before the workload. */
export async function openBooks(hub: Hub, recorder: Recorder): Promise<void> {
  await recorder.send(hub, { t: 'ledger', key: newKey(), ledger: 'cash', asset: 'CNY', scale: 2 });
  const rules = { kind: 'fixed', maxDeposit: '9000', maxTransfer: '300' } as const;
  await recorder.send(hub, { t: 'ledger', key: newKey(), ledger: 'points', asset: 'PTS', scale: 0, rules });
  for (const account of accounts) {
    await recorder.send(hub, { t: 'open', key: newKey(), account, ledger: ledgerOf(account) });
    await recorder.send(hub, { t: 'deposit', key: newKey(), account, amount: '1000' });
  }
}

/** One client that asks for everything there is, at random, also for what has to be refused. */
export class Teller {
  readonly #hub: Hub;
  readonly #recorder: Recorder;
  readonly #random: () => number;
  /** Seqs of holds and movements that were made, the newest of them. */
  #holds: number[] = [];
  #movements: number[] = [];
  /** Commands that were sent, the newest of them. */
  #sent: KeyedCommand[] = [];
  #opened = 0;

  constructor(hub: Hub, recorder: Recorder, random: () => number) {
    this.#hub = hub;
    this.#recorder = recorder;
    this.#random = random;
  }

  /** Asks once, and waits for the answer. */
  async act(): Promise<void> {
    const chance = this.#random();
    if (chance < 0.08) await this.#batch();
    else if (chance < 0.14) await this.#again();
    else if (chance < 0.17) await this.#impatient();
    else await this.#send(this.#command());
  }

  async #send(command: KeyedCommand): Promise<void> {
    this.#sent = [...this.#sent.slice(-remembered), command];
    const answer = await this.#recorder.send(this.#hub, command);
    if (answer !== undefined) this.#learn(answer);
  }

  /** Gives up soon, and asks again under the same key. */
  async #impatient(): Promise<void> {
    const command = this.#command();
    const answer = await this.#recorder.send(this.#hub, command, { timeoutMs: this.#whole(20) + 1 });
    if (answer === undefined) await this.#send(command);
  }

  /** A command that was asked before, or that is under way; sometimes its key for something else. */
  async #again(): Promise<void> {
    const before = this.#sent[this.#whole(this.#sent.length)];
    if (before === undefined) return;
    const isOther = this.#random() < 0.2;
    await this.#recorder.send(this.#hub, isOther ? { ...before, memo: 'something else' } : before);
  }

  async #batch(): Promise<void> {
    const commands = Array.from({ length: 2 + this.#whole(4) }, () => this.#command());
    await this.#recorder.batch(this.#hub, commands, this.#random() < 0.7);
  }

  #learn(answer: Answer): void {
    if (answer.t !== 'ok') return;
    const { kind, seq } = answer.tx;
    if (kind === 'hold') this.#holds = [...this.#holds.slice(-remembered), seq];
    if (['deposit', 'withdraw', 'transfer', 'capture'].includes(kind)) {
      this.#movements = [...this.#movements.slice(-remembered), seq];
    }
  }

  #command(): KeyedCommand {
    return { ...this.#anyCommand(), ...this.#conditions() };
  }

  #conditions(): { deadline?: string; expect?: Record<string, number>; memo?: string } {
    const chance = this.#random();
    if (chance < 0.02)
      return { deadline: new Date(Date.now() + 60_000 * (this.#random() - 0.5)).toISOString() };
    if (chance < 0.04) return { expect: { [this.#one(cash)]: this.#whole(50) } };
    return chance < 0.1 ? { memo: `no. ${this.#whole(1_000)}` } : {};
  }

  #anyCommand(): KeyedCommand {
    // A key that carries no time is looked up in the views.
    const key = this.#random() < 0.15 ? `plain-${nanoid()}` : newKey();
    const [account, amount] = [this.#one(accounts), this.#amount()];
    const chance = this.#random();
    if (chance < 0.4) return { t: 'transfer', key, ...this.#pair(), amount };
    if (chance < 0.5) return { t: 'deposit', key, account, amount };
    if (chance < 0.57) return { t: 'withdraw', key, account, amount };
    if (chance < 0.7) return { t: 'hold', key, ...this.#pair(), amount, ...this.#expires() };
    if (chance < 0.79) return { t: 'capture', key, hold: this.#oneOf(this.#holds), ...this.#part(amount) };
    if (chance < 0.85) return { t: 'release', key, hold: this.#oneOf(this.#holds) };
    if (chance < 0.92) return { t: 'reverse', key, tx: this.#oneOf(this.#movements), ...this.#part(amount) };
    if (chance < 0.94) return { t: 'open', key, account: this.#newAccount(), ledger: 'cash' };
    if (chance < 0.96)
      return { t: 'freeze', key, account: 'acc-7', ...(this.#random() < 0.5 ? { side: 'debit' } : {}) };
    if (chance < 0.98) return { t: 'unfreeze', key, account: 'acc-7' };
    if (chance < 0.985) return { t: 'close', key, account };
    const rules =
      this.#random() < 0.5 ? ({ kind: 'none' } as const) : ({ kind: 'fixed', minBalance: amount } as const);
    return { t: 'rules', key, account: 'acc-6', rules };
  }

  /** Often of one ledger, seldom of two. */
  #pair(): { from: string; to: string } {
    const ids = this.#random() < 0.02 ? accounts : this.#random() < 0.8 ? cash : points;
    return { from: this.#one(ids), to: this.#one(ids) };
  }

  #expires(): { expires?: string } {
    if (this.#random() < 0.4) return {};
    return { expires: new Date(Date.now() + this.#whole(3_000)).toISOString() };
  }

  #part(amount: string): { amount?: string } {
    return this.#random() < 0.5 ? {} : { amount };
  }

  /** Whole, so that it fits both ledgers; seldom it does not. */
  #amount(): string {
    if (this.#random() < 0.03) return '0.001';
    return this.#random() < 0.05 ? '99999' : String(1 + this.#whole(100));
  }

  #newAccount(): string {
    this.#opened += 1;
    return this.#random() < 0.2
      ? this.#one(accounts)
      : `new-${nanoid(8).replaceAll(/[^A-Za-z0-9]/g, '0')}-${this.#opened}`;
  }

  /** One of these seqs, or one that stands for nothing of its kind. */
  #oneOf(seqs: readonly number[]): number {
    return seqs[this.#whole(seqs.length)] ?? 1;
  }

  #one(ids: readonly string[]): string {
    return ids[this.#whole(ids.length)] ?? '';
  }

  #whole(below: number): number {
    return Math.floor(this.#random() * below);
  }
}

/** Seqs and commands that a teller may come back to. */
const remembered = 40;

import { OkSchema } from '../../../shared/down.ts';
import type { Transaction } from '../../../shared/transaction.ts';
import type { Kind } from './resumption.ts';
import type { WatchLine } from './watch-line.ts';

const cash: readonly string[] = Array.from({ length: 10 }, (_, nth) => `acc-${nth}`);
const points: readonly string[] = ['pts-0', 'pts-1'];

/** Everything, a ledger, some accounts of two ledgers, one that seldom changes, and a system account; in both modes. */
export const kinds: readonly Kind[] = (
  ['*', { ledger: 'cash' }, ['acc-0', 'acc-3', 'pts-1'], ['still-0'], ['@world:cash', 'acc-5']] as const
).flatMap((target) => (['all', 'latest'] as const).map((mode): Kind => ({ target, mode })));

/** Who makes the history that others watch. */
export class Bank {
  readonly #name: string;
  readonly #random: () => number;
  #keys = 0;

  /** `name`: what its keys begin with. */
  constructor(name: string, random: () => number) {
    this.#name = name;
    this.#random = random;
  }

  /** `more`: accounts beside those that money moves between. */
  async open(line: WatchLine, more = 0): Promise<void> {
    const others = Array.from({ length: more }, (_, nth) => `more-${nth}`);
    const ledgers = { cash: [...cash, ...others], points, still: ['still-0'] };
    for (const [ledger, accounts] of Object.entries(ledgers)) {
      await this.#ask(line, [
        { t: 'ledger', ledger, asset: 'CNY', scale: 2 },
        ...accounts.map((account) => ({ t: 'open', account, ledger })),
        ...accounts.map((account) => ({ t: 'deposit', account, amount: '100000' })),
      ]);
    }
  }

  /** Does so much, in frames of all sizes, so that commits are of all sizes. Some of it is refused. */
  async grow(line: WatchLine, transactions: number): Promise<void> {
    for (let left = transactions; left > 0; ) {
      const count = Math.min(left, 1 + this.#whole(this.#random() < 0.5 ? 3 : 40));
      await this.#ask(
        line,
        Array.from({ length: count }, () => this.#command()),
      );
      left -= count;
    }
  }

  /** Touches what every kind watches, and tells by kind the seq that it has to be told of then. */
  async mark(line: WatchLine): Promise<(kind: Pick<Kind, 'target'>) => number> {
    const accounts = ['still-0', 'pts-1', 'acc-5'];
    const replies = await this.#ask(
      line,
      accounts.map((account) => ({ t: 'deposit', account, amount: '0.01', memo: 'mark' })),
    );
    const txs = replies.map((reply) => OkSchema.parse(JSON.parse(reply)).tx);
    return ({ target }) => Math.max(...txs.filter((tx) => touches(tx, target)).map(({ seq }) => seq));
  }

  #ask(line: WatchLine, commands: readonly object[]): Promise<string[]> {
    return line.ask(
      commands.map((command) => {
        this.#keys += 1;
        return { key: `${this.#name}-${this.#keys}`, ...command };
      }),
    );
  }

  #command(): object {
    const [account, other, amount] = [this.#one(cash), this.#one(cash), `${1 + this.#whole(20)}.50`];
    const chance = this.#random();
    if (chance < 0.5) return { t: 'transfer', from: account, to: other, amount };
    if (chance < 0.65) return { t: 'deposit', account, amount };
    if (chance < 0.75) return { t: 'withdraw', account, amount };
    if (chance < 0.85) return { t: 'deposit', account: this.#one(points), amount, memo: `no. ${this.#keys}` };
    if (chance < 0.93) return { t: 'hold', from: account, to: other, amount };
    if (chance < 0.96) return { t: 'freeze', account: 'acc-9', side: 'credit' };
    if (chance < 0.98) return { t: 'unfreeze', account: 'acc-9' };
    if (chance < 0.985) return { t: 'open', account: `new-${this.#keys}`, ledger: 'cash' };
    return { t: 'withdraw', account: 'pts-0', amount: '99999999' };
  }

  #one(ids: readonly string[]): string {
    return ids[this.#whole(ids.length)] ?? '';
  }

  #whole(below: number): number {
    return Math.floor(this.#random() * below);
  }
}

function touches({ ledger, legs }: Transaction, target: Kind['target']): boolean {
  if (target === '*') return true;
  if ('ledger' in target) return ledger === target.ledger;
  return legs.some(({ account }) => target.includes(account));
}

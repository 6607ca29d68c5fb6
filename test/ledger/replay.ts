import assert from 'node:assert';
import { contentOfRecord } from '../../server/ledger/content.ts';
import { parseRecord } from '../../server/ledger/record.ts';
import { type Command, CommandSchema } from '../../shared/commands.ts';
import { parseMoney } from '../../shared/money.ts';
import type { Transaction as WireTransaction } from '../../shared/transaction.ts';

/** The command that a record decided, made from the record alone. */
export function commandOfRecord(record: string, id: number): Command {
  const parsed = parseRecord(record);
  if (parsed.refused) return CommandSchema.parse({ id, ...parsed.refusal.command });
  const { key, rules } = parsed.tx;
  const fields = [...contentOfRecord(record)].map(([name, text]): [string, unknown] => [
    name,
    JSON.parse(text),
  ]);
  return CommandSchema.parse({
    id,
    key,
    ...Object.fromEntries(fields),
    ...(rules === undefined ? {} : { rules }),
  });
}

/** Who asked, as the record tells. */
export function principalOf(record: string): string {
  const parsed = parseRecord(record);
  return parsed.refused ? parsed.refusal.by : parsed.tx.by;
}

/** A bookkeeper who knows only what the journal says: balance and version of each account with a leg or an opening. */
export class Books {
  readonly accounts = new Map<string, { ledger: string; balance: bigint; version: number }>();
  readonly #scales = new Map<string, number>();

  enter(tx: WireTransaction): void {
    if (tx.kind === 'ledger') {
      this.#scales.set(tx.ledger, tx.scale ?? 0);
      this.#open(`@world:${tx.ledger}`, tx.ledger);
    }
    if (tx.account !== undefined) this.#open(tx.account, tx.ledger);
    for (const leg of tx.legs) {
      const account = this.accounts.get(leg.account);
      assert(account !== undefined, `${leg.account} has a leg before it is open`);
      account.balance += this.#minor(leg.delta, tx.ledger);
      account.version += 1;
      assert.equal(this.#minor(leg.balance, tx.ledger), account.balance);
      assert.equal(this.#minor(leg.available, tx.ledger), account.balance);
      assert.equal(leg.version, account.version);
    }
  }

  #open(id: string, ledger: string): void {
    this.accounts.set(id, { ledger, balance: 0n, version: 0 });
  }

  #minor(text: string | undefined, ledger: string): bigint {
    const minor = parseMoney(text ?? '', this.#scales.get(ledger) ?? 0);
    assert(minor !== undefined, `${text} has too many decimals`);
    return minor;
  }
}

import assert from 'node:assert';
import { contentOfRecord } from '../../server/ledger/content.ts';
import { parseRecord } from '../../server/ledger/record.ts';
import type { AnyCommand } from '../../server/ledger/transaction.ts';
import { CommandSchema } from '../../shared/commands.ts';
import { parseMoney } from '../../shared/money.ts';
import type { Leg, Transaction as WireTransaction } from '../../shared/transaction.ts';

/** The command that a record decided, made from the record alone. */
export function commandOfRecord(record: string, id: number): AnyCommand {
  const parsed = parseRecord(record);
  if (parsed.refused) return CommandSchema.parse({ id, ...parsed.refusal.command });
  const { key, rules, hold } = parsed.tx;
  if (parsed.tx.kind === 'expire' && hold !== undefined) return { t: 'expire', id: 0, key, hold };
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

/** A bookkeeper who knows only what the journal says: balance, reserve and version of each account. */
export class Books {
  readonly accounts = new Map<string, { ledger: string; balance: bigint; held: bigint; version: number }>();
  /** What each open hold reserves, minor units. */
  readonly #holds = new Map<number, bigint>();
  readonly #scales = new Map<string, number>();

  enter(tx: WireTransaction): void {
    if (tx.kind === 'ledger') {
      this.#scales.set(tx.ledger, tx.scale ?? 0);
      this.#open(`@world:${tx.ledger}`, tx.ledger);
    }
    if (tx.kind === 'open' && tx.account !== undefined) this.#open(tx.account, tx.ledger);
    const [giver] = tx.legs;
    if (tx.kind === 'hold') this.#reserve(tx.seq, giver, this.#minor(tx.amount, tx.ledger));
    if (tx.hold !== undefined) this.#reserve(tx.hold, giver, -(this.#holds.get(tx.hold) ?? 0n));
    for (const leg of tx.legs) {
      const account = this.accounts.get(leg.account);
      assert(account !== undefined, `${leg.account} has a leg before it is open`);
      account.balance += this.#minor(leg.delta, tx.ledger);
      account.version += 1;
      assert.equal(this.#minor(leg.balance, tx.ledger), account.balance);
      assert.equal(this.#minor(leg.available, tx.ledger), account.balance - account.held);
      assert.equal(leg.version, account.version);
    }
  }

  #open(id: string, ledger: string): void {
    this.accounts.set(id, { ledger, balance: 0n, held: 0n, version: 0 });
  }

  #reserve(hold: number, leg: Leg | undefined, by: bigint): void {
    const account = leg && this.accounts.get(leg.account);
    assert(account !== undefined, 'a hold reserves of no account');
    account.held += by;
    this.#holds.set(hold, by > 0n ? by : 0n);
  }

  #minor(text: string | undefined, ledger: string): bigint {
    const minor = parseMoney(text ?? '', this.#scales.get(ledger) ?? 0);
    assert(minor !== undefined, `${text} has too many decimals`);
    return minor;
  }
}

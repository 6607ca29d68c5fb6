import { keyTimeMs } from '../../../shared/keys.ts';
import type { AnyCommandInput } from '../../sdk/index.ts';
import { accountName } from '../workload.ts';
import type { CommandJob } from './job.ts';

/** A command as the protocol writes it, with its key and without correlation. */
export function wireCommand({ command, key, of }: CommandJob, ledger: string): AnyCommandInput {
  switch (command.kind) {
    case 'transfer': {
      const { from, to, amount } = command;
      return { t: 'transfer', key, from: accountName(ledger, from), to: accountName(ledger, to), amount };
    }
    case 'deposit':
    case 'withdraw':
      return { t: command.kind, key, account: accountName(ledger, command.account), amount: command.amount };
    case 'hold': {
      const { from, to, amount, lifeMs } = command;
      const expires = lifeMs === undefined ? undefined : expiryOf(key, lifeMs);
      const sides = { from: accountName(ledger, from), to: accountName(ledger, to) };
      return { t: 'hold', key, ...sides, amount, expires };
    }
    case 'capture':
      return { t: 'capture', key, hold: of, amount: command.amount };
    case 'release':
      return { t: 'release', key, hold: of };
    case 'reverse':
      return { t: 'reverse', key, tx: of, amount: command.amount };
    case 'freeze':
      return { t: 'freeze', key, account: accountName(ledger, command.account), side: command.side };
    case 'unfreeze':
      return { t: 'unfreeze', key, account: accountName(ledger, command.account) };
  }
}

/** When a hold under this key expires. */
export function expiryOf(key: string, lifeMs: number): string {
  return new Date((keyTimeMs(key) ?? 0) + lifeMs).toISOString();
}

import { idCharsMax } from './limits.ts';
import { z } from './zod.ts';

/** Source of the expression that an id matches as a whole. */
export const idPattern = `[A-Za-z0-9][A-Za-z0-9_.:-]{0,${idCharsMax - 1}}`;

/** Id of an account or ledger that a client names to change something. */
export const IdSchema = z
  .string()
  .check(
    z.regex(
      new RegExp(`^${idPattern}$`),
      'is not an id: 1..64 of A-Z a-z 0-9 _ . : - , first a letter or digit',
    ),
  );

const worldPrefix = '@world:';

/** The system account of a ledger: deposits come from it, withdrawals go to it. */
export function worldOf(ledger: string): string {
  return worldPrefix + ledger;
}

/** Whether an account id names a system account, which clients may read and never act on. */
export function isSystemAccount(account: string): boolean {
  return account.startsWith('@');
}

const readablePattern = new RegExp(`^(?:${worldPrefix})?${idPattern}$`);

/** Id of an account that a client reads: its own kind, or a system account. */
export const ReadableIdSchema = z.string().check(z.regex(readablePattern, 'is not an account id'));

/** The principal that the hub itself acts as; clients can never be this. */
export const hubPrincipal = '@hub';

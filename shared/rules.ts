import { z } from 'zod';
import { AmountSchema, MoneySchema } from './money.ts';

/** Limit rules of a ledger. `peers` is the rule of the demo bank: see docs/PROTOCOL.md. */
export const RulesSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('peers') }),
  z.strictObject({
    kind: z.literal('fixed'),
    maxDeposit: AmountSchema.optional(),
    maxWithdraw: AmountSchema.optional(),
    maxTransfer: AmountSchema.optional(),
    minBalance: MoneySchema.optional(),
    maxBalance: MoneySchema.optional(),
  }),
]);
export type Rules = z.infer<typeof RulesSchema>;

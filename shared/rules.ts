import { AmountSchema, MoneySchema } from './money.ts';
import { z } from './zod.ts';

/** Limit rules of a ledger or an account. `peers` is the rule of the demo bank: see docs/PROTOCOL.md. */
export const RulesSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('peers') }),
  z.strictObject({
    kind: z.literal('fixed'),
    maxDeposit: z.optional(AmountSchema),
    maxWithdraw: z.optional(AmountSchema),
    maxTransfer: z.optional(AmountSchema),
    maxPerDay: z.optional(AmountSchema),
    minBalance: z.optional(MoneySchema),
    maxBalance: z.optional(MoneySchema),
  }),
]);
export type Rules = z.infer<typeof RulesSchema>;

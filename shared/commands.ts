import {
  AssetSchema,
  CorrelationIdSchema,
  commandFields as command,
  TimeSchema,
  TxSchema,
} from './fields.ts';
import { IdSchema } from './ids.ts';
import { KeySchema } from './keys.ts';
import { batchCommandsMax, scaleMax } from './limits.ts';
import { AmountSchema } from './money.ts';
import { RulesSchema } from './rules.ts';
import { z } from './zod.ts';

/** Commands: requests that change the ledger. Client to hub; each is durable before its reply is sent. */

export const LedgerCommandSchema = z.strictObject({
  t: z.literal('ledger'),
  ...command,
  ledger: IdSchema,
  asset: AssetSchema,
  scale: z.int().check(z.gte(0), z.lte(scaleMax)),
  rules: z.optional(RulesSchema),
});
export const OpenCommandSchema = z.strictObject({
  t: z.literal('open'),
  ...command,
  account: IdSchema,
  ledger: z.optional(IdSchema),
});
export const DepositCommandSchema = z.strictObject({
  t: z.literal('deposit'),
  ...command,
  account: IdSchema,
  amount: AmountSchema,
});
export const WithdrawCommandSchema = z.strictObject({
  t: z.literal('withdraw'),
  ...command,
  account: IdSchema,
  amount: AmountSchema,
});
export const TransferCommandSchema = z.strictObject({
  t: z.literal('transfer'),
  ...command,
  from: IdSchema,
  to: IdSchema,
  amount: AmountSchema,
});

export const HoldCommandSchema = z.strictObject({
  t: z.literal('hold'),
  ...command,
  from: IdSchema,
  to: IdSchema,
  amount: AmountSchema,
  expires: z.optional(TimeSchema),
});
/** `hold` is the seq of the transaction that made it. */
export const CaptureCommandSchema = z.strictObject({
  t: z.literal('capture'),
  ...command,
  hold: TxSchema,
  amount: z.optional(AmountSchema),
});
export const ReleaseCommandSchema = z.strictObject({ t: z.literal('release'), ...command, hold: TxSchema });
/** `tx` is the seq of the transaction to undo. */
export const ReverseCommandSchema = z.strictObject({
  t: z.literal('reverse'),
  ...command,
  tx: TxSchema,
  amount: z.optional(AmountSchema),
});
export const SideSchema = z.enum(['debit', 'credit', 'both']);
/** What a frozen account may not do: give, take, or either. */
export type Side = z.infer<typeof SideSchema>;
export const FreezeCommandSchema = z.strictObject({
  t: z.literal('freeze'),
  ...command,
  account: IdSchema,
  side: z.optional(SideSchema),
});
export const UnfreezeCommandSchema = z.strictObject({
  t: z.literal('unfreeze'),
  ...command,
  account: IdSchema,
});
export const CloseCommandSchema = z.strictObject({ t: z.literal('close'), ...command, account: IdSchema });
/** Of exactly one of `account` and `ledger`. */
export const RulesCommandSchema = z
  .strictObject({
    t: z.literal('rules'),
    ...command,
    account: z.optional(IdSchema),
    ledger: z.optional(IdSchema),
    rules: RulesSchema,
  })
  .check(
    z.refine(({ account, ledger }) => (account === undefined) !== (ledger === undefined), {
      path: ['account'],
      message: 'is wanted, or ledger: exactly one of them',
    }),
    z.refine(({ account, rules }) => account === undefined || rules.kind !== 'peers', {
      path: ['rules'],
      message: 'of an account cannot be those of peers',
    }),
  );

export const CommandSchema = z.discriminatedUnion('t', [
  TransferCommandSchema,
  DepositCommandSchema,
  WithdrawCommandSchema,
  HoldCommandSchema,
  CaptureCommandSchema,
  ReleaseCommandSchema,
  ReverseCommandSchema,
  OpenCommandSchema,
  FreezeCommandSchema,
  UnfreezeCommandSchema,
  CloseCommandSchema,
  RulesCommandSchema,
  LedgerCommandSchema,
]);
export type Command = z.infer<typeof CommandSchema>;
export type CommandKind = Command['t'];

/**
 * Several commands in one request, each with its own id, key and reply. `key` may be given as with every
 * command and decides nothing: the keys of the commands do.
 */
export const BatchSchema = z.strictObject({
  t: z.literal('batch'),
  id: CorrelationIdSchema,
  key: z.optional(KeySchema),
  commands: z.array(CommandSchema).check(
    z.minLength(1),
    z.maxLength(batchCommandsMax),
    z.refine(
      (commands) => new Set(commands.map(({ key }) => key)).size === commands.length,
      'names a key twice',
    ),
  ),
  atomic: z.optional(z.boolean()),
});
export type Batch = z.infer<typeof BatchSchema>;

/** The ledger that `open` uses when the command names none. */
export const defaultLedger = 'main';
/** What `freeze` stops when the command names no side. */
export const defaultSide: Side = 'both';

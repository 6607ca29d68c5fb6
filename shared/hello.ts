import { CorrelationIdSchema } from './fields.ts';
import { tokenCharsMax } from './limits.ts';
import { z } from './zod.ts';

/** Says who connects, where the upgrade did not: a client's first message. Client to hub. */
export const HelloSchema = z.strictObject({
  t: z.literal('hello'),
  id: CorrelationIdSchema,
  token: z
    .string()
    .check(
      z.regex(/^[\x21-\x7e]+$/, 'is not a token: visible ASCII without spaces'),
      z.maxLength(tokenCharsMax),
    ),
});

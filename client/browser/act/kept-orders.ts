import { CommandSchema } from '../../../shared/commands.ts';
import { z } from '../../../shared/zod.ts';
import type { Order } from './order.ts';

/** What is undecided, kept in session storage: a reload of the page does not forget it. */

const storageName = 'florin.orders';

/** Without `epoch` or `principal` it was kept before they were known, or by a page that did not keep them. */
const KeptSchema = z.object({
  command: CommandSchema,
  epoch: z.optional(z.string()),
  principal: z.optional(z.string()),
});

/** Where there is no storage, a reload of the page forgets what was undecided; all else goes on. */
export function keepOrders(orders: readonly Order[]): void {
  try {
    const kept = orders.map(({ command, scope }) => ({ command, ...scope }));
    sessionStorage.setItem(storageName, JSON.stringify(kept));
  } catch {
    // It is full, or not allowed.
  }
}

/** What an earlier life of the page left undecided. What is not of our making counts as nothing. */
export function keptOrders(): Order[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storageName) ?? '[]');
    return Array.isArray(kept) ? kept.flatMap(keptOrder) : [];
  } catch {
    return [];
  }
}

/** Any of them may have been sent: nobody saw the end of the page that was about to. */
function keptOrder(kept: unknown): Order[] {
  const { data } = KeptSchema.safeParse(kept);
  if (data === undefined) return [];
  const { command, epoch, principal } = data;
  const scope = epoch === undefined || principal === undefined ? undefined : { epoch, principal };
  const words = 'The page was loaded anew before an answer came.';
  return [{ key: command.key, command, scope, state: 'unknown', words }];
}

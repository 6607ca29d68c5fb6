import { z } from 'zod';

/** What one watcher of a run saw. */
export const WatcherReportSchema = z.object({
  /** Events whose `prev` was not the seq told before. */
  gaps: z.int().min(0),
  /** Seq that the watch began with. */
  first: z.int().min(0),
  /** Seq that it was told of last. */
  last: z.int().min(0),
  /** What went wrong besides, as a sentence. */
  problem: z.string().optional(),
});
export type WatcherReport = z.infer<typeof WatcherReportSchema>;

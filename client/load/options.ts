import { z } from 'zod';
import { IdSchema } from '../../shared/ids.ts';

/** What a load run is asked to do. Checked once more in each thread, since threads share no classes. */
export const LoadOptionsSchema = z.strictObject({
  /** The hub's WebSocket address. */
  url: z.string(),
  /** Bearer token, where the hub asks for one. */
  token: z.string().optional(),
  /** Certificates to trust, in PEM. */
  ca: z.string().optional(),
  /**
   * `transfer` between accounts, `deposit` into them, `mixed` (all kinds of commands, see `mixed/script.ts`, and
   * reads), or `watch`: many watchers beside transfers at a given rate.
   */
  workload: z.enum(['transfer', 'deposit', 'mixed', 'watch']),
  /** The ledger that the run has for itself. */
  ledger: IdSchema,
  accounts: z.int().min(2).max(2_000_000),
  /** Exponent of the Zipf distribution by which accounts are chosen: 0 makes all alike. */
  skew: z.number().min(0).max(2),
  /** Connections that send commands. */
  clients: z.int().min(1).max(20_000),
  /** Commands that each client keeps unanswered, and in an open loop the most that it may. */
  inflight: z.int().min(1).max(4_096),
  /** `sdk` packs what leaves in one tick into a frame; `plain` is a bare `ws` socket, one command a frame. */
  driver: z.enum(['sdk', 'plain']),
  /** Commands a second in all, at random (Poisson) moments whatever the hub does; without it each answer is followed by a command. */
  rate: z.number().positive().max(10_000_000).optional(),
  /** Connections that watch. */
  watchers: z.int().min(0).max(20_000),
  watchMode: z.enum(['all', 'latest']),
  /** Accounts that each watcher watches; 0 for the whole ledger. */
  watchAccounts: z.int().min(0).max(1_000),
  /** Seconds that are measured. */
  duration: z.number().positive().max(86_400),
  /** Seconds before them. */
  warmup: z.number().min(0).max(3_600),
  seed: z.int().min(0).max(0xffff_ffff),
  /** Worker threads that the clients are spread over. */
  threads: z.int().min(1).max(64),
});
export type LoadOptions = z.infer<typeof LoadOptionsSchema>;

/** Where the hub is, who asks it, and whom to trust. */
export type HubAddress = Pick<LoadOptions, 'url' | 'token' | 'ca'>;

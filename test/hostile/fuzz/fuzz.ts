import { MessageSchema } from '../../../shared/down.ts';
import { HttpAsker } from '../../support/http-asker.ts';
import { RawClient } from '../../support/raw-client.ts';
import { TestedHub, type Usage } from '../tested-hub.ts';
import { auditBooks, type Balances, type BooksCounts } from './books.ts';
import { runChunk } from './chunk.ts';
import { Fault } from './socket-run.ts';
import { Tally } from './tally.ts';
import { foundations } from './world.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** How many are sent at least. */
  readonly messages: number;
  /** One chunk alone, to see a failure again. */
  readonly chunk?: number;
  readonly onProgress?: (progress: FuzzProgress) => void;
}

export interface FuzzProgress {
  readonly messages: number;
  readonly requests: number;
  readonly frames: number;
  readonly closes: number;
  readonly events: number;
}

export interface FuzzReport extends FuzzProgress {
  readonly books: BooksCounts;
  /** What the hub used at each tenth of the way. */
  readonly usage: readonly Usage[];
  /** How often its event loop was asked, and how often it was at most 0.1 s and 1 s late. */
  readonly loop: { readonly asked: number; readonly within100Ms: number; readonly within1S: number };
}

/** Chunks that are under way at a time, each on connections of its own. */
const atATime = 6;

/** Fuzzes a real hub. Throws a {@link Fault} for the first answer that is not what it has to be. */
export async function fuzz({ seed, messages, chunk, onProgress }: FuzzOptions): Promise<FuzzReport> {
  await using hub = await TestedHub.start();
  const tally = new Tally();
  await layFoundations(hub.url, tally);
  const counts = { messages: 0, requests: 0, frames: 0, closes: 0, events: 0 };
  const usage = [await hub.usage()];
  let next = 0;
  let isAsking = false;
  const chunks = chunk === undefined ? Number.POSITIVE_INFINITY : 1;
  const work = async (): Promise<void> => {
    while (next < chunks && counts.messages < messages) {
      const number = chunk ?? next;
      next += 1;
      const done = await runChunk(hub.url, seed, number, tally);
      for (const name of ['messages', 'requests', 'frames', 'closes', 'events'] as const)
        counts[name] += done[name];
      if (!isAsking && counts.messages >= (usage.length * messages) / 10) {
        isAsking = true;
        usage.push(await hub.usage());
        isAsking = false;
      }
      onProgress?.(counts);
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  const balances = await tellBalances(hub.url);
  usage.push(await hub.usage());
  const bucket = (le: string): Promise<number> =>
    hub.metric(`florin_event_loop_delay_seconds_bucket{le="${le}"}`);
  const loop = { asked: await bucket('+Inf'), within100Ms: await bucket('0.1'), within1S: await bucket('1') };
  const connections = await hub.metric('florin_connections');
  if (connections !== 0) throw new Fault(`${connections} connections are left`);
  const undurable = await hub.metric('florin_undurable_commands');
  if (undurable !== 0) throw new Fault(`${undurable} commands are left undecided`);
  if ((await hub.stop()) !== 0) throw new Fault(`the hub did not end well: ${hub.output}`);
  if (/"level":[56]0/.test(hub.output)) throw new Fault(`the hub noted an error: ${hub.output}`);
  return { ...counts, usage, loop, books: await auditBooks(hub.journalFile, tally, balances) };
}

async function layFoundations(url: string, tally: Tally): Promise<void> {
  await using client = await RawClient.connect(url);
  const commands = foundations();
  for (const command of commands) client.send(command);
  for (const command of commands) {
    const text = await client.replyText(command.id);
    const message = MessageSchema.parse(JSON.parse(text));
    if (message.t !== 'ok') throw new Error(`the foundations are not laid: ${text}`);
    tally.told(command.key, { text, message });
  }
}

/** All balances, those of system accounts too; each ledger has to sum to zero. */
async function tellBalances(url: string): Promise<Balances> {
  const http = new HttpAsker(url);
  const trial = await http.told('/v1/trial');
  if (trial.t !== 'trial') throw new Fault('no trial');
  const balances = new Map<string, string>();
  for (const { ledger, sum } of trial.ledgers) {
    if (Number(sum) !== 0) throw new Fault(`the ledger ${ledger} sums to ${sum}`);
    const world = await http.told(`/v1/accounts/${encodeURIComponent(`@world:${ledger}`)}`);
    if (world.t === 'accounts')
      for (const { account, balance } of world.accounts) balances.set(account, balance);
  }
  for (let after = ''; ; ) {
    const page = await http.told(`/v1/accounts?limit=1000${after}`);
    if (page.t !== 'accounts') throw new Fault('no accounts');
    for (const { account, balance } of page.accounts) balances.set(account, balance);
    if (page.next === null || page.next === undefined) return balances;
    after = `&after=${page.next}`;
  }
}

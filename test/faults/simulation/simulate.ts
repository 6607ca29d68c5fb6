import { connect } from '../../../client/sdk/index.ts';
import { MemoryJournal } from '../../support/memory-journal.ts';
import { newKey } from '../../support/new-key.ts';
import { check, describe } from '../checker/check.ts';
import { Recorder } from '../checker/recorder.ts';
import { accounts, ledgerOf } from '../checker/teller.ts';
import { Client, hubUrl } from './client.ts';
import { close } from './closing.ts';
import { Dice, type Stream } from './dice.ts';
import { Durable } from './durable.ts';
import { EventLoop, Process, settled } from './event-loop.ts';
import { Gremlin } from './gremlin.ts';
import { Machine } from './machine.ts';
import { Network } from './network.ts';
import { type Plan, planOf, useLimits } from './plan.ts';
import { usePlatform } from './platform.ts';
import { Problems } from './problems.ts';
import { Trace } from './trace.ts';
import { WireTap } from './wire-tap.ts';

export interface SimulateOptions {
  /** An empty folder for the run's files. */
  readonly folder: string;
  /** A journal that acknowledges before it is durable. */
  readonly lies?: boolean;
  /** Sees each line of the trace. */
  readonly print?: ((line: string) => void) | undefined;
}

export interface Simulated {
  readonly seed: number;
  readonly problems: readonly string[];
  /** Of all that happened. */
  readonly hash: string;
  readonly tail: readonly string[];
  readonly commands: number;
  readonly commits: number;
  readonly starts: number;
  readonly events: number;
  readonly virtualMs: number;
}

/** Due holds may wait for the next look at a clock that was set, and a few for each other. */
const overdueMs = 3_000;

/** How long the healed world may take until all is quiet, virtual milliseconds. */
const healedMsMax = 600_000;

let problemsNow: Problems | undefined;
let loopNow: EventLoop | undefined;

/** What nobody catches would have ended the process that it comes from. */
export function uncaught(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  problemsNow?.add(`nobody catches in ${loopNow?.current.name}: ${text}`);
}

/** Runs one seed: a bad world for a while, then a good one in which all has to come right. */
export async function simulate(seed: number, options: SimulateOptions): Promise<Simulated> {
  const dice = (stream: Stream): Dice => new Dice(seed, stream);
  const plan = planOf(dice('plan'));
  const world = new Process('world');
  const trace = new Trace(options.print);
  const loop = new EventLoop(world, trace);
  const problems = new Problems();
  const durable = new Durable(problems);
  const tap = new WireTap(durable, problems, (who, what) => trace.add(loop.nowMs, who, what));
  const network = new Network({ loop, dice: dice('network'), plan }, tap);
  [problemsNow, loopNow] = [problems, loop];
  useLimits(plan);
  usePlatform({
    loop,
    dice: dice('platform'),
    listen: (server) => network.listen(server),
    unlisten: (server) => network.unlisten(server),
    connect: () => network.connect(),
  });
  const platter = new MemoryJournal();
  const disk = { isBad: false, isFullUntilMs: 0 };
  const machine = new Machine({
    ...{ loop, plan, durable, platter, network, problems, faults: disk },
    ...{ journalDice: dice('journal'), viewsDice: dice('views'), faultDice: dice('faults') },
    ...{ lies: options.lies === true, folder: options.folder },
  });
  const recorder = new Recorder();
  const processes = Array.from({ length: plan.clients }, (_, nth) => new Process(`client-${nth + 1}`));
  const gremlin = new Gremlin({
    ...{ loop, dice: dice('faults'), plan, network, machine, disk },
    clients: processes,
  });
  let isOver = false;

  loop.plan(world, 0, 'begin', () => {
    machine.start();
    live(plan).then(
      () => {
        isOver = true;
      },
      (error: unknown) => uncaught(error),
    );
  });
  await loop.run(() => isOver || problems.found.length > 0, plan.badMs + healedMsMax);
  const { nowMs: virtualMs } = loop;
  loop.current = machine.process ?? world;
  const hubMs = Date.now();
  usePlatform(undefined);
  useLimits(undefined);
  network.close();
  await settled();
  [problemsNow, loopNow] = [undefined, undefined];
  if (!isOver && problems.found.length === 0) problems.add(stuck(recorder));
  const { commits } = durable;
  if (problems.found.length === 0) {
    const { commands, reads, watches } = recorder;
    const { isClockSetBack } = gremlin;
    const overdue = isClockSetBack ? [] : durable.overdue(hubMs - overdueMs);
    if (overdue.length > 0) problems.add(`these holds have not ended in time: ${overdue.join(', ')}`);
    const told = [...watches, ...tap.watches];
    const seen = { commits, commands, reads, watches: told, isComplete: true, isClockSetBack };
    const violations = check(seen);
    if (violations.length > 0) problems.add(describe(violations));
  }
  return {
    ...{ seed, problems: problems.found, hash: trace.hash, tail: trace.tail, virtualMs },
    ...{ commands: recorder.commands.length, commits: commits.length },
    ...{ starts: machine.starts, events: trace.lines },
  };

  /** What happens in the world, as the world sees it. */
  async function live({ badMs }: Plan): Promise<void> {
    await openBooks(recorder);
    gremlin.begin();
    loop.plan(world, badMs, 'healed', () => gremlin.end());
    const clients: Client[] = [];
    await Promise.all(
      processes.map(
        (process, nth) =>
          new Promise<void>((resolve, reject) => {
            loop.plan(process, 0, 'begin', () => {
              const client = new Client(process.name, recorder, new Dice(seed * 16 + nth, 'clients'), plan);
              clients.push(client);
              client.work().then(resolve, reject);
            });
          }),
      ),
    );
    gremlin.end();
    await close(recorder, clients);
  }
}

async function openBooks(recorder: Recorder): Promise<void> {
  const hub = connect(hubUrl, { timeoutMs: Number.POSITIVE_INFINITY, retry: true });
  const rules = { kind: 'fixed', maxDeposit: '9000', maxTransfer: '300' } as const;
  await recorder.batch(
    hub,
    [
      { t: 'ledger', key: newKey(), ledger: 'cash', asset: 'CNY', scale: 2 },
      { t: 'ledger', key: newKey(), ledger: 'points', asset: 'PTS', scale: 0, rules },
      ...accounts.map(
        (account) => ({ t: 'open', key: newKey(), account, ledger: ledgerOf(account) }) as const,
      ),
      ...accounts.map((account) => ({ t: 'deposit', key: newKey(), account, amount: '1000' }) as const),
    ],
    false,
  );
}

function stuck({ commands }: Recorder): string {
  const open = commands.filter(({ answer }) => answer === undefined).map(({ command }) => command.key);
  return `it did not come to rest; without an answer: ${open.join(', ') || 'none'}`;
}

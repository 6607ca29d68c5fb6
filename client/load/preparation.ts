import { pageItemsMax } from '../../shared/limits.ts';
import { formatMoney, parseMoney } from '../../shared/money.ts';
import { Refused } from '../sdk/errors.ts';
import type { Hub } from '../sdk/hub.ts';
import { commandKey, registrationKey } from './command-key.ts';
import { PlainRequests } from './drive/plain-requests.ts';
import type { LoadOptions } from './options.ts';
import { accountName } from './workload.ts';

export interface PreparationInput {
  /** Connected. */
  readonly hub: Hub;
  readonly options: LoadOptions;
  readonly run: string;
  /** Accounts that are ready, of all. */
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

const asset = 'CNY';
const scale = 2;
/**
 * What an account is brought to. No command moves more than ten, so not even the account that a greatest skew
 * makes the payer of every second command runs dry within a hundred million of them.
 */
const fullBalance = 1_000_000_000n * 10n ** BigInt(scale);
/** Below it an account is filled up. */
const lowBalance = fullBalance / 2n;

const connections = 4;
/** Commands that each of them keeps unanswered. */
const inflight = 1_000;

/** The ledger cannot serve for a run. */
export class UnfitLedger extends Error {
  override readonly name = 'UnfitLedger';
}

/**
 * Makes sure that the run's ledger is there with all its accounts, each with more money than the run can spend, and none
 * frozen (as those of a run that was killed may be). What is there already stays; accounts beyond those of the run do not matter. Rejects with {@link UnfitLedger} where
 * its decimals or rules do not suit or the accounts' names are taken, and with the signal's reason where it fires.
 */
export async function prepareLedger(input: PreparationInput): Promise<void> {
  const { hub, options, run, onProgress, signal } = input;
  await createLedger(hub, options.ledger, run, signal);
  let taken: string | undefined;
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const wanted = await findWanted(input);
    onProgress(options.accounts - wanted.length, options.accounts);
    taken = await fill(input, wanted);
    if (taken === undefined) return;
  }
  throw new UnfitLedger(taken);
}

/** Another run may be opening the same accounts at the same time: then they are there when one looks again. */
const attemptsMax = 3;

/** An account to be opened, thawed or filled up. */
interface Wanted {
  readonly number: number;
  /** What has to be done before it is filled up. */
  readonly first: 'open' | 'unfreeze' | undefined;
  /** In minor units. */
  readonly deposit: bigint;
}

async function createLedger(hub: Hub, ledger: string, run: string, signal: AbortSignal): Promise<void> {
  try {
    await hub.createLedger({ ledger, asset, scale, key: registrationKey(run) }, { signal, retry: true });
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'ledger_exists') throw error;
  }
  const { ledgers } = await hub.trial(ledger, { signal, retry: true });
  if (ledgers[0]?.scale !== scale)
    throw new UnfitLedger(`amounts of a run have ${scale} decimals, those of ledger ${ledger} do not`);
}

async function findWanted({ hub, options, signal }: PreparationInput): Promise<Wanted[]> {
  const { ledger, accounts } = options;
  const balances = new Map<number, bigint>();
  const frozen = new Set<number>();
  let after: string | undefined;
  do {
    const page = await hub.list({ ledger, after, limit: pageItemsMax }, { signal, retry: true });
    for (const state of page.accounts) {
      const number = Number(state.account.slice(ledger.length + 1));
      if (state.account !== accountName(ledger, number)) continue;
      balances.set(number, parseMoney(state.balance, scale) ?? 0n);
      if (state.frozen !== undefined) frozen.add(number);
    }
    after = page.next ?? undefined;
  } while (after !== undefined);
  const wanted: Wanted[] = [];
  for (let number = 0; number < accounts; number += 1) {
    const balance = balances.get(number);
    const isFrozen = frozen.has(number);
    if (balance !== undefined && balance >= lowBalance && !isFrozen) continue;
    const deposit = balance !== undefined && balance >= lowBalance ? 0n : fullBalance - (balance ?? 0n);
    wanted.push({
      number,
      first: balance === undefined ? 'open' : isFrozen ? 'unfreeze' : undefined,
      deposit,
    });
  }
  return wanted;
}

/**
 * Opens and fills, thousands under way on a few connections, each with many commands in a frame. Gives what
 * the hub said of an account that somebody else has opened already, where there is one.
 */
async function fill(
  { options, run, onProgress, signal }: PreparationInput,
  wanted: readonly Wanted[],
): Promise<string | undefined> {
  const { url, token, ca, ledger, accounts } = options;
  if (wanted.length === 0) return undefined;
  const pipes: PlainRequests<Step>[] = [];
  let next = 0;
  let ready = accounts - wanted.length;
  const taken: string[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      const feed = (pipe: PlainRequests<Step>): void => {
        for (; pipe.outstanding < inflight; next += 1) {
          const account = wanted[next];
          if (account === undefined) return;
          submit(pipe, { kind: account.first ?? 'deposit', account }, ledger, run);
        }
      };
      const settled = (pipe: PlainRequests<Step>): void => {
        onProgress(ready, accounts);
        if (ready + taken.length === accounts) resolve();
        else feed(pipe);
      };
      for (let count = 0; count < connections; count += 1) {
        const pipe: PlainRequests<Step> = new PlainRequests(
          { url, token, ca, packed: true },
          {
            up: () => feed(pipe),
            ok: ({ kind, account }) => {
              // A refusal for now may let a later command overtake, so the deposit waits for its account.
              if (kind !== 'deposit' && account.deposit > 0n)
                submit(pipe, { kind: 'deposit', account }, ledger, run);
              else {
                ready += 1;
                settled(pipe);
              }
            },
            refused: (_, { code, message }) => {
              if (code !== 'account_exists') reject(new UnfitLedger(message));
              taken.push(message);
              settled(pipe);
            },
            answered: () => undefined,
            retried: () => undefined,
            ended: reject,
          },
        );
        pipes.push(pipe);
      }
    });
  } finally {
    await Promise.all(pipes.map((pipe) => pipe.close()));
  }
  return taken[0];
}

/** What an account waits for. */
interface Step {
  readonly kind: 'open' | 'unfreeze' | 'deposit';
  readonly account: Wanted;
}

function submit(pipe: PlainRequests<Step>, step: Step, ledger: string, run: string): void {
  const { kind } = step;
  const { number, deposit } = step.account;
  // Whoever checks the same ledger after a run beside this one is to see who did this.
  const key = commandKey(Date.now(), run, 0, 2 * number + (kind === 'deposit' ? 1 : 0));
  const account = accountName(ledger, number);
  const last = {
    open: `,"ledger":"${ledger}"`,
    unfreeze: '',
    deposit: `,"amount":"${formatMoney(deposit, scale)}"`,
  }[kind];
  pipe.submit(step, kind, `"key":"${key}","account":"${account}"${last}`);
}

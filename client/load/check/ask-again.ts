import { errorCodes } from '../../../shared/codes.ts';
import type { Outcome } from '../../sdk/index.ts';
import { commandKey } from '../command-key.ts';
import type { LoggedOutcome, OutcomeLog } from '../outcome-log.ts';
import type { LedgerCheck } from '../result.ts';
import type { Problems } from './problems.ts';
import type { QuestionSlots } from './question-slots.ts';
import type { RunAudit } from './run-audit.ts';

export interface AskInput {
  readonly run: string;
  /** By thread. */
  readonly logs: readonly OutcomeLog[];
  /** The audit has seen the ledger up to this seq. */
  readonly until: number;
  readonly signal: AbortSignal;
}

/**
 * Asks the hub once more what became of commands that it refused, which has to be the same refusal, and of
 * those that it never answered, which has to agree with the ledger. Where there are too many, it asks
 * about some, evenly spread.
 */
export async function askAgain(
  { run, logs, until, signal }: AskInput,
  audit: RunAudit,
  slots: QuestionSlots,
  problems: Problems,
): Promise<LedgerCheck['askedAgain']> {
  let of = 0;
  for (const _ of openCommands(logs)) of += 1;
  const every = Math.max(1, Math.ceil(of / asksMax));
  let index = 0;
  let asked = 0;
  for (const command of openCommands(logs)) {
    index += 1;
    if (index % every !== 0) continue;
    asked += 1;
    signal.throwIfAborted();
    await slots.add(async (hub) => {
      const { thread, n, log } = command;
      const key = commandKey(log.keyMs(n), run, thread, n);
      const now = await hub.outcome(key);
      const sentence = contradiction(key, log.at(n), now, audit.isFound(thread, n), until);
      if (sentence !== undefined) problems.add('command', sentence);
    });
  }
  await slots.end();
  return { asked, of };
}

/** A command that was refused or not answered. */
interface OpenCommand {
  readonly thread: number;
  readonly n: number;
  readonly log: OutcomeLog;
}

function* openCommands(logs: readonly OutcomeLog[]): Generator<OpenCommand> {
  for (const [thread, log] of logs.entries()) {
    for (let n = 0; n < log.size; n += 1) {
      const { kind } = log.at(n);
      if (kind === 'refused' || kind === 'unanswered') yield { thread, n, log };
    }
  }
}

/** What is wrong with what the hub says now, as a sentence. */
function contradiction(
  key: string,
  then: LoggedOutcome,
  now: Outcome,
  isFound: boolean,
  until: number,
): string | undefined {
  if (then.kind === 'refused') {
    const isSame = errorCodes[then.code].frozen
      ? now.kind === 'refused' && now.error.code === then.code
      : now.kind === 'unknown';
    return isSame ? undefined : `Key ${key} was refused (${then.code}), but now the hub says: ${told(now)}.`;
  }
  const isLate = now.kind === 'committed' && now.tx.seq > until;
  if (isLate || isFound === (now.kind === 'committed')) return undefined;
  const where = isFound ? 'is in the ledger' : 'is in no history';
  return `Key ${key} was not answered and ${where}, but the hub says of it: ${told(now)}.`;
}

function told(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'committed':
      return `committed as seq ${outcome.tx.seq}`;
    case 'refused':
      return `refused (${outcome.error.code})`;
    case 'unknown':
      return 'never decided';
  }
}

/** Questions in all: a few seconds' worth. */
const asksMax = 4_000;

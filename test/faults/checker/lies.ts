import type { Transaction } from '../../../shared/transaction.ts';
import type { JournalCommit } from '../../support/journal-records.ts';
import type { CommandSeen, History, Invariant, Told, WatchSeen } from './history.ts';

/** An honest history made into one that must not be: what is changed, and what it offends against. */
export interface Lie {
  readonly name: string;
  readonly invariant: Invariant;
  tell(history: History): History;
}

export const lies: readonly Lie[] = [
  {
    name: 'the last commit with an acknowledged transaction is lost',
    invariant: 'I2',
    tell: (history) => ({ ...history, commits: history.commits.slice(0, lastAcknowledged(history)) }),
  },
  {
    name: 'a transaction is in the journal twice',
    invariant: 'I3',
    tell(history) {
      const { records } = history.commits[lastAcknowledged(history)] ?? never();
      return { ...history, commits: [...history.commits, { number: history.commits.length + 1, records }] };
    },
  },
  {
    name: 'a transaction leaves more than it should',
    invariant: 'I1',
    tell: (history) =>
      changeTx(history, (tx) => ({ ...tx, legs: tx.legs.map((leg) => ({ ...leg, balance: '77777.00' })) })),
  },
  {
    name: 'the legs of a transaction do not sum to zero',
    invariant: 'I1',
    tell: (history) => changeTx(history, (tx) => ({ ...tx, legs: tx.legs.slice(0, 1) })),
  },
  {
    name: 'a retry is acknowledged as another transaction',
    invariant: 'I2',
    tell: (history) =>
      changeCommand(history, isOk, (seen) => ({
        ...seen,
        answer: seen.answer?.t === 'ok' ? { ...seen.answer, tx: { ...seen.answer.tx, seq: 2 } } : undefined,
      })),
  },
  {
    name: 'a retry is refused of what was done',
    invariant: 'I3',
    tell: (history) =>
      changeCommand(history, isOk, (seen) => ({
        ...seen,
        answer: { t: 'refused', answeredMs: seen.askedMs, code: 'insufficient_funds', message: 'no' },
      })),
  },
  {
    name: 'a command is done that was turned away',
    invariant: 'I7',
    tell: (history) =>
      changeCommand(history, isOk, (seen) => ({
        ...seen,
        answer: { t: 'refused', answeredMs: seen.askedMs, code: 'unavailable', message: 'no' },
      })),
  },
  {
    name: 'the journal has what nobody asked for',
    invariant: 'I7',
    tell: (history) => ({ ...history, commands: history.commands.filter((seen) => !isOk(seen)) }),
  },
  {
    name: 'a watcher is not told of a transaction',
    invariant: 'I4',
    tell: (history) =>
      changeTold(history, (told) => told.filter((each, nth) => each.t !== 'tx' || nth !== 5)),
  },
  {
    name: 'a watcher is told of a transaction twice',
    invariant: 'I4',
    tell: (history) =>
      changeTold(history, (told) => told.flatMap((each, nth) => (nth === 5 ? [each, each] : [each]))),
  },
  {
    name: 'a watcher is told in another order',
    invariant: 'I4',
    tell: (history) =>
      changeTold(history, (told) => told.with(5, told[6] ?? told[0] ?? never()).with(6, told[5] ?? never())),
  },
  {
    name: 'a watcher is not told of the end',
    invariant: 'I4',
    tell: (history) =>
      changeTold(history, (told, through) => {
        const last = told.findLastIndex((each) => each.t === 'tx' && each.tx.seq <= through);
        return told.slice(0, last);
      }),
  },
  {
    name: 'a watcher is told of what the journal does not have',
    invariant: 'I5',
    tell: (history) =>
      changeTold(history, (told) =>
        told.map((each, nth) =>
          each.t === 'tx' && nth === 5 ? { ...each, tx: { ...each.tx, key: 'another' } } : each,
        ),
      ),
  },
  {
    name: 'a reader is told another balance',
    invariant: 'I5',
    tell: (history) => ({
      ...history,
      reads: history.reads.map((read) => ({
        ...read,
        ...(read.accounts && { accounts: read.accounts.map((state) => ({ ...state, balance: '1.23' })) }),
      })),
    }),
  },
  {
    name: 'a reader does not see what was acknowledged before',
    invariant: 'I6',
    tell: (history) => ({
      ...history,
      reads: history.reads.map((read) => ({ ...read, askedMs: Number.MAX_VALUE, seq: 30 })),
    }),
  },
  {
    name: 'a command is decided before what was acknowledged before it',
    invariant: 'I6',
    tell: (history) => changeCommand(history, isOk, (seen) => ({ ...seen, askedMs: Number.MAX_VALUE })),
  },
  {
    name: 'a ledger does not sum to zero',
    invariant: 'I1',
    tell: (history) => ({
      ...history,
      reads: history.reads.map((read) => ({
        ...read,
        ...(read.ledgers && { ledgers: read.ledgers.map((ledger) => ({ ...ledger, sum: '0.01' })) }),
      })),
    }),
  },
  {
    name: 'an atomic batch is done in part',
    invariant: 'I3',
    tell(history) {
      const [torn] = history.commands.filter(
        ({ together, answer }) => together !== undefined && answer?.t === 'ok',
      );
      const isTorn = (tx: Transaction): boolean => tx.key === torn?.command.key;
      return {
        ...history,
        commits: history.commits.map(({ number, records }) => ({
          number,
          records: records.filter((record) => record.refused || !isTorn(record.tx)),
        })),
      };
    },
  },
];

function never(): never {
  throw new Error('the history is too short for this lie');
}

/** Which of the commits is the newest with a transaction that somebody was acknowledged. */
function lastAcknowledged({ commits, commands }: History): number {
  const acknowledged = new Set(commands.flatMap(({ answer }) => (answer?.t === 'ok' ? [answer.tx.seq] : [])));
  return commits.findLastIndex(({ records }) =>
    records.some((record) => !record.refused && acknowledged.has(record.tx.seq)),
  );
}

/** Of a transfer that was asked once. */
function isOk({ command, answer, together }: CommandSeen): boolean {
  return command.t === 'transfer' && answer?.t === 'ok' && together === undefined;
}

/** Changes one command, in the middle of those that fit, whose key was used once. */
function changeCommand(
  history: History,
  fits: (seen: CommandSeen) => boolean,
  change: (seen: CommandSeen) => CommandSeen,
): History {
  const once = history.commands.filter(
    (seen) =>
      fits(seen) && history.commands.filter(({ command }) => command.key === seen.command.key).length === 1,
  );
  const changed = once[Math.floor(once.length / 2)] ?? never();
  return { ...history, commands: history.commands.map((seen) => (seen === changed ? change(seen) : seen)) };
}

/** Changes the first transfer of the journal. */
function changeTx({ commits, ...history }: History, change: (tx: Transaction) => Transaction): History {
  let isDone = false;
  const changed: JournalCommit[] = commits.map(({ number, records }) => ({
    number,
    records: records.map((record) => {
      if (isDone || record.refused || record.tx.kind !== 'transfer') return record;
      isDone = true;
      return { ...record, tx: change(record.tx) };
    }),
  }));
  return { ...history, commits: changed };
}

/** Changes what one watch over the wire was told, one of all transactions. */
function changeTold(
  history: History,
  change: (told: readonly Told[], through: number) => readonly Told[],
): History {
  const changed: WatchSeen =
    history.watches.find(({ mode, told, through }) => mode === 'all' && told.at(-1)?.t === 'tx' && through) ??
    never();
  const { name, mode, target, told, through } = changed;
  const lying = { name, mode, target, told: change(told, through ?? 0), through };
  return { ...history, watches: history.watches.map((watch) => (watch === changed ? lying : watch)) };
}

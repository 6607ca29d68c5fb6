import type Database from 'better-sqlite3';
import type { BookAccount, BookHold, BookLedger, Books } from '../views/books.ts';

/** Differences between views and what a replay of the journal comes to, in words that follow the views' name. */

/** A table that a replay fills too, in the order of its rows, and what it holds. */
const tables = [
  ['outcomes', 'key, by'],
  ['refusals', 'number'],
  ['sequels', 'tx'],
  ['waypoints', 'account, seq'],
  ['ahead', 'second, mark'],
] as const;

/** The first difference of each table. Throws what SQLite throws. */
export function* tableDifferences(replayed: Database.Database, views: Database.Database): Generator<string> {
  for (const [table, order] of tables) {
    const sql = `SELECT * FROM ${table} ORDER BY ${order}`;
    const right = replayed.prepare<[], unknown[]>(sql).raw().safeIntegers().iterate();
    const seen = views.prepare<[], unknown[]>(sql).raw().safeIntegers().iterate();
    try {
      const difference = firstDifference(right, seen);
      if (difference !== undefined) yield `is wrong in its table ${table}: ${difference}`;
    } finally {
      right.return?.();
      seen.return?.();
    }
  }
}

function firstDifference(right: Iterator<unknown[]>, seen: Iterator<unknown[]>): string | undefined {
  for (;;) {
    const [due, found] = [right.next(), seen.next()];
    if (due.done && found.done) return undefined;
    if (due.done) return `(${words(found.value)}) is too many`;
    if (found.done) return `(${words(due.value)}) is missing`;
    const isSame = due.value.every((cell, nth) => cell === found.value[nth]);
    if (!isSame) return `(${words(found.value)}) stands in place of (${words(due.value)})`;
  }
}

const cellCharsMax = 40;

function words(cells: readonly unknown[]): string {
  return cells.map((cell) => String(cell).slice(0, cellCharsMax)).join(', ');
}

const ledgerFields = ['handle', 'asset', 'scale', 'rules', 'deposited', 'withdrawn', 'transactions'] as const;
const accountFields = [
  'handle',
  'balance',
  'held',
  'version',
  'frozen',
  'closed',
  'rules',
  'spent',
  'spentDay',
  'entries',
  'lastSeq',
  'lastLegSeq',
] as const;
const holdFields = ['amount', 'expiresMs', 'day'] as const;
const placeFields = ['number', 'seq', 'hash', 'atMs'] as const;
const countFields = ['floor', 'ahead', 'refusals'] as const;

/** The first difference of the ledgers, accounts and holds each, and of the place. */
export function* bookDifferences(right: Books, seen: Books): Generator<string> {
  const place = changed(right.place, seen.place, placeFields) ?? changed(right, seen, countFields);
  if (place !== undefined) yield `is wrong in its place: ${place}`;
  yield* first(mapDifferences('ledger', right.ledgers, seen.ledgers, ledgerDifference));
  yield* first(mapDifferences('account', right.accounts, seen.accounts, accountDifference));
  yield* first(mapDifferences('hold', right.holds, seen.holds, holdDifference));
}

function ledgerDifference(right: BookLedger, seen: BookLedger): string | undefined {
  return changed(right, seen, ledgerFields);
}

function accountDifference(right: BookAccount, seen: BookAccount): string | undefined {
  return (
    changed({ ledger: right.ledger.id }, { ledger: seen.ledger.id }, ['ledger']) ??
    changed(right, seen, accountFields)
  );
}

function holdDifference(right: BookHold, seen: BookHold): string | undefined {
  return (
    changed({ from: right.from.id, to: right.to.id }, { from: seen.from.id, to: seen.to.id }, [
      'from',
      'to',
    ]) ?? changed(right, seen, holdFields)
  );
}

function* mapDifferences<K, V>(
  what: string,
  right: ReadonlyMap<K, V>,
  seen: ReadonlyMap<K, V>,
  difference: (right: V, seen: V) => string | undefined,
): Generator<string> {
  for (const [id, value] of right) {
    const other = seen.get(id);
    if (other === undefined) yield `does not have ${what} ${id}`;
    else {
      const wrong = difference(value, other);
      if (wrong !== undefined) yield `is wrong about ${what} ${id}: ${wrong}`;
    }
  }
  for (const id of seen.keys()) if (!right.has(id)) yield `has ${what} ${id}, which is not there`;
}

function changed<T extends object>(
  right: T,
  seen: T,
  fields: readonly (keyof T & string)[],
): string | undefined {
  const field = fields.find((name) => right[name] !== seen[name]);
  return field && `${field} is ${seen[field]} and should be ${right[field]}`;
}

function* first<T>(values: Generator<T>): Generator<T> {
  for (const value of values) {
    yield value;
    return;
  }
}

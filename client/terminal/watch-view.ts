import type { AccountState } from '../../shared/transaction.ts';
import type { Change, WatchState } from '../sdk/changes.ts';
import type { HubState } from '../sdk/hub-state.ts';
import { connectionTrouble, staleSince } from '../words/connection-words.ts';
import { age } from '../words/moments.ts';
import { difference } from '../words/money-difference.ts';
import { printable } from '../words/printable.ts';
import { unusualLegend, unusualMark } from '../words/unusual-words.ts';
import { deltaCell } from './format/deltas.ts';
import { fittingLine } from './format/fitting-line.ts';
import type { Paints } from './format/paint.ts';
import { type Cell, type Column, table } from './format/table.ts';
import type { LiveJudge } from './live-judge.ts';

interface Row {
  account: AccountState;
  /** Signed money text; undefined before the first change seen here. */
  delta: string | undefined;
  changedAtMs: number | undefined;
  /** Whether that change was one movement, and unusual for the account. */
  isUnusual: boolean;
}

/** The room of a screen, in lines and characters. */
interface Size {
  readonly rows: number;
  readonly columns: number;
}

/** How the connection and the watch stand. */
export interface Standing {
  readonly hub: HubState;
  readonly watch: WatchState;
}

/** The accounts of a live table and what was last seen of each. Pure: it draws lines and knows no terminal. */
export class WatchView {
  readonly #title: string;
  readonly #judge: LiveJudge;
  readonly #rows = new Map<string, Row>();
  /** Ids of the rows in order; undefined where a row came since. */
  #ids: readonly string[] | undefined;
  #seq = 0;

  constructor(title: string, judge: LiveJudge) {
    this.#title = title;
    this.#judge = judge;
  }

  take(change: Change, nowMs: number): void {
    this.#seq = change.seq;
    if (change.kind === 'snapshot') this.#keepOnly(change.accounts);
    for (const account of change.kind === 'snapshot' ? change.accounts : [change.account]) {
      const row = this.#rows.get(account.account);
      if (row === undefined) {
        this.#ids = undefined;
        const unchanged = { delta: undefined, changedAtMs: undefined, isUnusual: false };
        this.#rows.set(account.account, { account, ...unchanged });
        continue;
      }
      const before = row.account;
      row.account = account;
      // Of another journal, a version may have come to another balance.
      if (before.version === account.version && before.balance === account.balance) continue;
      row.delta = difference(before.balance, account.balance);
      // What several movements came to tells of none of them.
      row.isUnusual =
        before.version + 1 === account.version &&
        this.#judge.take(account.account, row.delta, change.seq) !== undefined;
      row.changedAtMs = nowMs;
    }
  }

  /** A snapshot has all that there is: a hub that was restored may lack what it had. */
  #keepOnly(accounts: readonly AccountState[]): void {
    const ids = new Set(accounts.map(({ account }) => account));
    for (const id of this.#rows.keys()) {
      if (ids.has(id)) continue;
      this.#rows.delete(id);
      this.#ids = undefined;
    }
  }

  /** The screen's lines, at most `rows`. Numbers that may be old carry a question mark. */
  draw(standing: Standing, nowMs: number, { rows: height, columns: width }: Size, paints: Paints): string[] {
    const { words, isLive } = describeStanding(standing, nowMs);
    this.#ids ??= [...this.#rows.keys()].sort();
    const ids = this.#ids;
    const isMarked = ids.some((id) => this.#rows.get(id)?.isUnusual);
    const legend = isMarked ? [paints.dim(unusualLegend)] : [];
    const room = Math.max(1, height - headLines - footLines - legend.length);
    const shown = ids.length > room + footLines ? ids.slice(0, room) : ids;
    const anyHeld = ids.some((id) => isHeld(this.#rows.get(id)?.account));
    const rows = shown.map((id) => this.#cells(id, anyHeld, isLive, nowMs, paints));
    const title = { text: this.#title, paint: paints.bold };
    const state = { text: words, paint: isLive ? paints.gain : paints.problem };
    const seq = { text: `seq ${this.#seq}`, paint: paints.dim };
    const keys = { text: '(q leaves)', paint: paints.dim };
    const hidden = ids.length - shown.length;
    return [
      fittingLine([[title, state, seq, keys], [title, state, seq], [title, state], [state]], width),
      ...table(columns(anyHeld), rows, paints.dim),
      ...(hidden > 0 ? [paints.dim(`… ${hidden} accounts more; name the ones to see`)] : []),
      ...legend,
    ];
  }

  #cells(id: string, anyHeld: boolean, isLive: boolean, nowMs: number, paints: Paints): Cell[] {
    const row = this.#rows.get(id);
    if (row === undefined) return [];
    const { account, delta, changedAtMs, isUnusual } = row;
    const money = (text: string): Cell => ({
      text: printable(text) + (isLive ? ' ' : '?'),
      paint: isLive ? paints.bold : paints.dim,
    });
    return [
      { text: printable(id) },
      money(account.balance),
      ...(anyHeld ? [money(account.available)] : []),
      { text: printable(account.asset) },
      delta === undefined ? { text: '' } : deltaCell(delta, paints),
      { text: String(account.version) },
      { text: changedAtMs === undefined ? '' : age(nowMs - changedAtMs) },
      isUnusual ? { text: unusualMark, paint: paints.problem } : { text: '' },
    ];
  }
}

/** The state's line and the table's titles. */
const headLines = 2;
/** The line that tells of accounts without room. */
const footLines = 1;

function isHeld(account: AccountState | undefined): boolean {
  return account !== undefined && account.balance !== account.available;
}

/** What can be spent has a column where it is not the balance everywhere. */
function columns(anyHeld: boolean): readonly Column[] {
  return [
    { title: 'Account', align: 'left' },
    { title: 'Balance ', align: 'right' },
    ...(anyHeld ? [available] : []),
    { title: 'Asset', align: 'left' },
    { title: 'Last change', align: 'right' },
    { title: 'Version', align: 'right' },
    { title: 'Age', align: 'right' },
    { title: '', align: 'left' },
  ];
}
const available: Column = { title: 'Available ', align: 'right' };

function describeStanding({ hub, watch }: Standing, nowMs: number): { words: string; isLive: boolean } {
  const trouble = connectionTrouble(hub, nowMs);
  if (trouble === undefined && watch === 'live') return { words: 'live', isLive: true };
  if (hub.kind === 'live') return { words: 'catching up', isLive: false };
  const words = hub.kind === 'connecting' ? 'connecting' : `${staleSince(hub)}, ${trouble}`;
  return { words, isLive: false };
}

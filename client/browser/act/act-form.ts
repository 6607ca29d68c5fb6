import type { TemplateResult } from 'lit/html.js';
import type { Action, MoveAction } from '../../input/action.ts';
import { unclosedQuote } from '../../input/problem.ts';
import { parseShortForm, shortFormExamples } from '../../input/short-forms.ts';
import { splitWords } from '../../input/split-words.ts';
import { newKey } from '../../sdk/command-key.ts';
import type { Hub } from '../../sdk/hub.ts';
import type { Painter } from '../painter.ts';
import type { Pulse } from '../pulse.ts';
import { actView } from './act-view.ts';
import {
  afterwards,
  commandOf,
  type Draft,
  type DraftKind,
  draftOf,
  emptyDraft,
  type Field,
  fieldsOf,
  seqOf,
} from './draft.ts';
import { isReady, type Knowledge } from './draft-checks.ts';
import { KnownAccounts } from './known-accounts.ts';
import { KnownTransactions } from './known-transactions.ts';
import { isUndecided, type Order } from './order.ts';
import { Orders } from './orders.ts';

/** What a form is opened with, beside what to do. */
export type Prefill = Partial<Omit<Draft, 'kind'>>;
/** Opens the form. */
export type Act = (kind: DraftKind, prefill: Prefill) => void;

/**
 * The form that moves money. Its key is made before anything is sent and shown; a new one is made only when the
 * outcome of the last is known and something else is asked for.
 */
export class ActForm {
  readonly orders: Orders;
  readonly known: KnownAccounts;
  readonly #transactions: KnownTransactions;
  readonly #painter: Painter;
  readonly #pulse: Pulse;
  draft: Draft = emptyDraft;
  key = newKey();
  /** Fields that the person has left once, whose problems are told. */
  readonly touched = new Set<Field>();
  line = '';
  lineProblem: string | undefined;
  isOpen = false;
  /** Whether it has been on the screen since it was opened: browsers tell late that a dialog was closed. */
  isShown = false;
  /** What became of a command while the form was closed, until it is looked at. */
  unseen: Order | undefined;

  constructor(hub: Hub, painter: Painter, pulse: Pulse) {
    this.#painter = painter;
    this.#pulse = pulse;
    this.orders = new Orders(hub, (order) => this.#onOrder(order));
    this.known = new KnownAccounts(hub, () => painter.soon());
    this.#transactions = new KnownTransactions(hub, () => painter.soon());
  }

  /** With a prefill nothing else is left of what was typed before. */
  open(kind: DraftKind = this.draft.kind, prefill?: Prefill): void {
    this.isOpen = true;
    if (!this.isWaiting) {
      if (this.order !== undefined && this.order !== this.unseen) this.#startAfresh();
      if (prefill !== undefined) this.touched.clear();
      this.draft = prefill === undefined ? { ...this.draft, kind } : { ...emptyDraft, ...prefill, kind };
    }
    this.unseen = undefined;
    this.#lookUp();
    this.#painter.now();
  }

  close(): void {
    this.isOpen = false;
    this.isShown = false;
    this.known.rest();
    this.#transactions.rest();
    this.#painter.now();
  }

  /** Whether anyone looks at the page: where nobody does, the form asks for nothing. */
  look(isWatched: boolean): void {
    if (!this.isOpen) return;
    if (isWatched) this.#lookUp();
    else this.known.rest();
  }

  /** The command with the form's key, once it was sent. */
  get order(): Order | undefined {
    return this.orders.of(this.key);
  }

  /** Nobody knows yet what became of it: nothing else can be asked for in its place. */
  get isWaiting(): boolean {
    return this.order !== undefined && isUndecided(this.order);
  }

  /** What is known of what is typed. */
  get knowledge(): Knowledge {
    return { account: this.known.of, transaction: this.#transactions.of };
  }

  choose(kind: DraftKind): void {
    if (!this.isWaiting) this.#edit({ ...this.draft, kind });
  }

  type(field: Field, value: string): void {
    if (this.isWaiting) return;
    this.#edit({ ...this.draft, [field]: value });
    if (field === 'account' || field === 'to') this.known.suggest(value.trim());
    if (field === 'account' || field === 'to' || field === 'seq') this.#lookUp();
  }

  leave(field: Field): void {
    if (this.draft[field] !== '') this.touched.add(field);
    this.#painter.now();
  }

  submit(): void {
    if (this.isWaiting || this.orders.isFull) return;
    if (isReady(this.draft, this.knowledge)) {
      // A decided key answers as it did before: what is asked for once more is another command.
      if (this.order !== undefined) this.#startAfresh();
      this.#send();
    } else {
      for (const field of fieldsOf(this.draft)) this.touched.add(field);
    }
    this.#painter.now();
  }

  typeLine(line: string): void {
    this.line = line;
    this.lineProblem = undefined;
    this.#painter.now();
  }

  /** Does what the line says, as the prompt of the terminal would. */
  submitLine(): void {
    if (this.isWaiting || this.orders.isFull || this.line.trim() === '') return;
    const words = splitWords(this.line);
    const parsed = words === undefined ? unclosedQuote : parseShortForm(words);
    if (!parsed.ok) {
      const { phrase, reason } = parsed.problem;
      this.lineProblem = `${phrase}: ${reason}. Try: ${shortFormExamples}`;
    } else if (isMove(parsed.action)) {
      this.#startAfresh();
      this.draft = draftOf(parsed.action);
      this.line = '';
      this.#send();
    }
    this.#painter.now();
  }

  /** Gives up a command whose outcome is unknown. */
  forget(key: string): void {
    this.orders.forget(key);
    if (key === this.key) this.#startAfresh();
    this.#painter.now();
  }

  view(): TemplateResult {
    return actView(this);
  }

  #edit(draft: Draft): void {
    this.draft = draft;
    if (this.order !== undefined) this.#startAfresh();
    this.#painter.now();
  }

  #send(): void {
    this.orders.send(commandOf(this.draft, Date.now() + this.#pulse.offsetMs), this.key);
  }

  #startAfresh(): void {
    this.key = newKey();
    this.touched.clear();
  }

  #lookUp(): void {
    this.known.name([this.draft.account.trim(), this.draft.to.trim()]);
    this.#transactions.name(seqOf(this.draft));
  }

  #onOrder(order: Order): void {
    if (order.key === this.key && order.state === 'committed') {
      this.draft = afterwards(this.draft);
      this.touched.clear();
    }
    if (this.isOpen) this.#lookUp();
    else if (order.state !== 'pending') this.unseen = order;
    this.#painter.soon();
  }
}

function isMove(action: Action): action is MoveAction {
  return action.kind === 'deposit' || action.kind === 'withdraw' || action.kind === 'transfer';
}

import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Side } from '../../../shared/commands.ts';
import { describeCommand } from '../../words/describe-command.ts';
import { typedText } from '../typed-text.ts';
import type { ActForm } from './act-form.ts';
import { type Field, fieldsOf } from './draft.ts';
import { hintOf, problemOf } from './draft-checks.ts';
import { commonKinds, doing, kindLabels, labelOf, notes, otherKinds, titleOf } from './draft-words.ts';
import { type Order, withFewDecided } from './order.ts';
import { fullWords } from './order-words.ts';

/** A dialog of the browser's own: it keeps the focus in, and `Esc` closes it. */
export function actView(form: ActForm): TemplateResult {
  const close = (): void => form.close();
  return html`<dialog aria-labelledby="act-title" @cancel=${close} @close=${() => form.isShown && close()}>
    ${form.isOpen ? content(form) : nothing}
  </dialog>`;
}

/** To be called once it is drawn: what is to be focused has to be there when it opens. */
export function showDialog(dialog: HTMLDialogElement | null, form: ActForm): void {
  if (dialog === null || dialog.open === form.isOpen) return;
  if (form.isOpen) dialog.showModal();
  else dialog.close();
  form.isShown = form.isOpen;
}

function content(form: ActForm): TemplateResult {
  const { draft, isWaiting, orders } = form;
  return html`<header class="bar"><h2 id="act-title">${titleOf(draft)}</h2>
      <button class="quiet" aria-label="Close" @click=${() => form.close()}>✕</button></header>
    <fieldset class="kinds" ?disabled=${isWaiting}><legend class="unseen">What to do</legend>
      ${commonKinds.map((kind) => html`<label><input type="radio" name="kind" .checked=${live(kind === draft.kind)} @change=${() => form.choose(kind)} />${kindLabels[kind]}</label>`)}
      ${otherChoice(form)}
    </fieldset>
    ${notes[draft.kind] === undefined ? nothing : html`<p class="hint about">${notes[draft.kind]}</p>`}
    <form class=${draft.kind} novalidate @submit=${(event: Event) => submit(event, () => form.submit())}>
      ${fieldsOf(draft).map((field, index) => fieldView(form, field, index === 0))}
      <datalist id="names">${form.known.suggestions.map((name) => html`<option value=${name}></option>`)}</datalist>
      <button type="submit" class="main" aria-disabled=${isWaiting || orders.isFull}>${buttonWords(form)}</button>
      <p class="key">Key <code>${form.key}</code><br /><small>Made before it is sent. Under it the command acts once, however often it is sent.</small></p>
    </form>
    <div role="status" aria-live="polite">${orders.isFull ? html`<p class="problem">${fullWords(orders.undecided)}</p>` : nothing}${form.order === undefined ? nothing : outcome(form, form.order)}</div>
    <form class="line" @submit=${(event: Event) => submit(event, () => form.submitLine())}>
      <label for="line">Or type it</label>
      <input id="line" placeholder="A B D100" autocomplete="off" spellcheck="false" ?readonly=${isWaiting} .value=${live(form.line)} @input=${(event: Event) => form.typeLine(typedText(event))}
        aria-invalid=${form.lineProblem !== undefined} aria-describedby="line-problem" />
      <p class="problem" id="line-problem" role="alert">${form.lineProblem ?? ''}</p>
    </form>
    ${earlier(form)}`;
}

function buttonWords({ draft, isWaiting, order }: ActForm): string {
  if (!isWaiting) return doing(draft);
  return order?.state === 'pending' ? 'Waiting…' : 'Outcome unknown';
}

/** What is asked for less often takes the place of one. */
function otherChoice(form: ActForm): TemplateResult {
  const { kind } = form.draft;
  const choose = (event: Event): void => {
    const chosen = Object.values(otherKinds)
      .flat()
      .find((each) => each === typedText(event));
    if (chosen !== undefined) form.choose(chosen);
  };
  const isCommon = commonKinds.includes(kind);
  return html`<select class=${isCommon ? '' : 'chosen'} aria-label="Something else" @change=${choose}>
    <option value="" disabled hidden .selected=${live(isCommon)}>More…</option>
    ${Object.entries(otherKinds).map(([about, others]) => html`<optgroup label=${about}>${others.map((other) => option(other, kindLabels[other], kind))}</optgroup>`)}</select>`;
}

function option(value: string, label: string, chosen: string): TemplateResult {
  return html`<option value=${value} .selected=${live(value === chosen)}>${label}</option>`;
}

function fieldView(form: ActForm, field: Field, isFirst: boolean): TemplateResult {
  const { draft, knowledge, touched } = form;
  const value = draft[field];
  const problem = value.trim() === '' && !touched.has(field) ? undefined : problemOf(draft, field, knowledge);
  const hint = hintOf(draft, field, knowledge);
  const label = labelOf(draft, field);
  if (field === 'side') return sideView(form, label);
  return html`<div class="field ${field}">
    <label for=${`act-${field}`}>${label}</label>
    <input id=${`act-${field}`} ?autofocus=${isFirst} .value=${live(value)} ?readonly=${form.isWaiting} autocomplete="off" spellcheck="false"
      list=${field === 'account' || field === 'to' ? 'names' : nothing} inputmode=${inputModes[field] ?? 'decimal'}
      aria-invalid=${problem !== undefined} aria-describedby=${`act-${field}-note`}
      @input=${(event: Event) => form.type(field, typedText(event))} @blur=${() => form.leave(field)} />
    <p id=${`act-${field}-note`} class=${problem === undefined ? 'hint' : 'problem'}>${problem === undefined ? (hint ?? '') : `${label} ${problem}`}</p>
  </div>`;
}

/** What keys a telephone shows; numbers where nothing is said. */
const inputModes: Readonly<Partial<Record<Field, string>>> = {
  account: 'text',
  to: 'text',
  memo: 'text',
  ledger: 'text',
  seq: 'numeric',
  minutes: 'numeric',
  // Some telephones have no minus among their numbers.
  minBalance: 'text',
  maxBalance: 'text',
};

const sides: Readonly<Record<Side, string>> = {
  both: 'What leaves it and what comes',
  debit: 'What leaves it',
  credit: 'What comes to it',
};

function sideView(form: ActForm, label: string): TemplateResult {
  const { draft, isWaiting } = form;
  return html`<div class="field side"><label for="act-side">${label}</label>
    <select id="act-side" ?disabled=${isWaiting} @change=${(event: Event) => form.type('side', typedText(event))}>
      ${Object.entries(sides).map(([side, words]) => option(side, words, draft.side))}</select><p></p></div>`;
}

export const titles: Readonly<Record<Order['state'], string>> = {
  pending: 'Pending',
  committed: 'Committed',
  refused: 'Refused',
  unknown: 'Outcome unknown',
  never: 'Not done',
};

/** What was sent before from this tab, and what became of it: all of which that is not known, and the newest others. */
function earlier(form: ActForm): TemplateResult | typeof nothing {
  const others = form.orders.list.filter(({ key }) => key !== form.key);
  const shown = withFewDecided(others, earlierMax);
  if (shown.length === 0) return nothing;
  return html`<section aria-label="Earlier in this tab"><h3>Earlier in this tab</h3>${repeat(
    shown,
    ({ key }) => key,
    (order) => outcome(form, order),
  )}</section>`;
}
const earlierMax = 3;

function outcome(form: ActForm, order: Order): TemplateResult {
  const { orders } = form;
  const { key, state } = order;
  return html`<div class="outcome ${state}"><b>${titles[state]}</b>${state === 'committed' ? nothing : html`<p>${describeCommand(order.command)}</p>`}
    <p>${state === 'pending' ? 'Sent, or about to be: it is done once the hub answers. A lost connection does not matter.' : orders.wordsOf(order)}</p>
    ${state === 'pending' ? html`<button @click=${() => orders.stopWaiting(key)}>Stop waiting</button>` : nothing}
    ${orders.mayAsk(order) ? html`<button @click=${() => void orders.ask(key)}>Ask the hub</button>` : nothing}
    ${orders.maySendAgain(order) ? html`<button @click=${() => orders.sendAgain(key)}>Send it under the same key</button>` : nothing}
    ${state === 'unknown' ? forgetting(form, key) : nothing}
  </div>`;
}

/** Takes two steps, with what it means between them. */
function forgetting(form: ActForm, key: string): TemplateResult {
  return html`<details><summary>Forget it…</summary>
    <p>This takes nothing back: it may have been done, or be done yet. Asked for anew it gets another key, and may be done twice.</p>
    <button @click=${() => form.forget(key)}>Forget it</button></details>`;
}

function submit(event: Event, then: () => void): void {
  event.preventDefault();
  then();
}

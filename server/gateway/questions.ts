import { pageItemsDefault } from '../../shared/limits.ts';
import type { History, List, Outcome, Trial } from '../../shared/queries.ts';
import type { State } from '../ledger/state.ts';
import type { Pipeline } from '../pipeline.ts';
import type { LoadedAccount, Views } from '../views/views.ts';
import type { Outcomes } from './outcomes.ts';
import { accountText, errorReply, replayedReply } from './replies.ts';

/** Questions that the views answer, as of a state at or after all that was acknowledged when they were asked. */
export class Questions {
  readonly #pipeline: Pipeline;
  readonly #views: Views;
  readonly #outcomes: Outcomes;

  constructor(pipeline: Pipeline, views: Views, outcomes: Outcomes) {
    this.#pipeline = pipeline;
    this.#views = views;
    this.#outcomes = outcomes;
  }

  /** The text of the reply. Rejects where the hub cannot tell now. */
  async answer(request: Question, by: string): Promise<string> {
    const { state } = this.#pipeline;
    // The views may not get on before there is space on the disk again: nobody is to wait for that.
    if (state === undefined) throw new Error('the state is being read anew');
    switch (request.t) {
      case 'list':
        return this.#list(request, state);
      case 'history':
        return this.#history(request);
      case 'outcome':
        return this.#outcome(request, by);
      case 'trial':
        return this.#trial(request);
    }
  }

  async #list({ id, ledger, after, limit = pageItemsDefault }: List, state: State): Promise<string> {
    if (ledger !== undefined && !state.ledgers.has(ledger)) {
      return errorReply(id, 'unknown_ledger', `there is no ledger ${ledger}`);
    }
    const page = await this.#views.list({ ledger, after, limit }, this.#pipeline.durable.number);
    const accounts = page.accounts.map(loadedAccountText).join(',');
    return `{"t":"accounts","id":${JSON.stringify(id)},"seq":${page.seq},"accounts":[${accounts}],"next":${JSON.stringify(page.next)}}`;
  }

  async #history({ id, account, before, after, limit = pageItemsDefault }: History): Promise<string> {
    const page = await this.#views.history({ account, before, after, limit }, this.#pipeline.durable.number);
    if (page.txs === undefined) return errorReply(id, 'unknown_account', `there is no account ${account}`);
    return `{"t":"history","id":${JSON.stringify(id)},"seq":${page.seq},"txs":[${page.txs.join(',')}],"next":${page.next}}`;
  }

  async #outcome({ id, key }: Outcome, by: string): Promise<string> {
    const record = await this.#outcomes.find(by, key);
    return record === undefined
      ? errorReply(id, 'unknown_key', 'no command was decided under that key')
      : replayedReply(id, record);
  }

  async #trial({ id, ledger }: Trial): Promise<string> {
    const page = await this.#views.trial(ledger, this.#pipeline.durable.number);
    if (ledger !== undefined && page.ledgers.length === 0) {
      return errorReply(id, 'unknown_ledger', `there is no ledger ${ledger}`);
    }
    return JSON.stringify({ t: 'trial', id, seq: page.seq, ledgers: page.ledgers });
  }
}

export type Question = List | History | Outcome | Trial;

function loadedAccountText(loaded: LoadedAccount): string {
  const { account, ledger, asset, scale, balance, held, version } = loaded;
  return accountText(account, { id: ledger, asset, scale }, { balance, available: balance - held, version });
}

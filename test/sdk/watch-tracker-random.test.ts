import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WatchEvent } from '../../client/sdk/messages.ts';
import { type Progress, WatchTracker } from '../../client/sdk/watch-tracker.ts';
import type { AccountState, Transaction } from '../../shared/transaction.ts';
import { runs } from '../support/runs.ts';
import { account, recovered, snapshotPart, transfer, txEvent, watching } from './watch-messages.ts';

const names = ['A', 'B', 'C', 'D'] as const;

/** One step: a transfer, what becomes of its event on the way, and how the hub would answer a new request. */
const step = fc.record({
  from: fc.nat(3),
  hop: fc.integer({ min: 1, max: 3 }),
  fate: fc.constantFrom('arrives', 'arrives', 'arrives', 'lost', 'twice', 'late', 'disconnect'),
  answer: fc.constantFrom('recovers', 'snapshot', 'parts'),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A hub of four accounts that remembers all that it did. */
class ModelHub {
  readonly done: Transaction[] = [];
  readonly #versions = new Map<string, number>(names.map((name) => [name, 0]));

  get seq(): number {
    return this.done.length;
  }

  get accounts(): AccountState[] {
    return [...this.#versions].map(([name, version]) => account(name, version));
  }

  move({ from, hop }: Step): Transaction {
    const raise = (name: string): [string, number] => {
      const version = (this.#versions.get(name) ?? 0) + 1;
      this.#versions.set(name, version);
      return [name, version];
    };
    const giver = names[from] ?? 'A';
    const taker = names[(from + hop) % names.length] ?? 'B';
    const tx = transfer(this.seq + 1, raise(giver), raise(taker));
    this.done.push(tx);
    return tx;
  }
}

/** Feeds a tracker over a channel that loses, doubles and reorders events, and checks each change that it tells. */
class Watcher {
  readonly tracker = new WatchTracker(undefined);
  readonly #hub: ModelHub;
  readonly #versions = new Map<string, number>();

  constructor(hub: ModelHub) {
    this.#hub = hub;
  }

  ask(answer: Step['answer']): void {
    const since = this.tracker.ask();
    if (since !== undefined && answer === 'recovers') {
      this.#tell(this.tracker.began(recovered(since.seq), 'e1'));
      for (const tx of this.#hub.done.slice(since.seq)) this.hear(txEvent(tx.seq - 1, tx), 'recovers');
      return;
    }
    const { seq, accounts } = this.#hub;
    if (answer !== 'parts') this.#tell(this.tracker.began(watching(seq, accounts), 'e1'));
    else {
      this.#tell(this.tracker.began(watching(seq, accounts.slice(0, 2), true), 'e1'));
      this.hear(snapshotPart(seq, accounts.slice(2), false), answer);
    }
  }

  hear(event: WatchEvent, answer: Step['answer']): void {
    const progress = this.tracker.follow(event);
    this.#tell(progress);
    if (progress.next !== 'go on') this.ask(answer);
  }

  #tell({ changes }: Progress): void {
    for (const change of changes) {
      if (change.kind === 'snapshot') {
        for (const { account: id, version } of change.accounts) this.#versions.set(id, version);
        continue;
      }
      const { account: id, version } = change.account;
      expect(version).toBe((this.#versions.get(id) ?? -1) + 1);
      this.#versions.set(id, version);
    }
  }
}

test('whatever happens to the events, each version is told once or a snapshot comes, and all ends well', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const hub = new ModelHub();
      const watcher = new Watcher(hub);
      watcher.ask('snapshot');
      let late: WatchEvent | undefined;
      for (const each of steps) {
        const tx = hub.move(each);
        const event = txEvent(tx.seq - 1, tx);
        if (each.fate === 'arrives' || each.fate === 'twice') watcher.hear(event, each.answer);
        if (each.fate === 'twice') watcher.hear(event, each.answer);
        if (late !== undefined) watcher.hear(late, each.answer);
        late = each.fate === 'late' ? event : undefined;
        if (each.fate !== 'disconnect') continue;
        watcher.tracker.lost();
        watcher.ask(each.answer);
      }
      const last = hub.move({ from: 0, hop: 1, fate: 'arrives', answer: 'snapshot' });
      watcher.hear(txEvent(last.seq - 1, last), 'snapshot');
      expect([...watcher.tracker.accounts.values()]).toEqual(hub.accounts);
      expect(watcher.tracker.seq).toBe(hub.seq);
    }),
    runs(300),
  );
});

import assert from 'node:assert';
import fc from 'fast-check';
import { test } from 'vitest';
import { apply } from '../../server/ledger/apply.ts';
import { contentOfCommand, contentOfRecord, differingField } from '../../server/ledger/content.ts';
import { decide } from '../../server/ledger/decide.ts';
import { isRefusal, parseRecord, recordOf } from '../../server/ledger/record.ts';
import { emptyState, type State } from '../../server/ledger/state.ts';
import { runs } from '../support/runs.ts';
import { KnownPast } from './known-past.ts';
import { picture } from './picture.ts';
import { Books, commandOfRecord, principalOf } from './replay.ts';
import { type Scenario, scenario } from './scenario.ts';
import { walk } from './walk.ts';

function recorded(random: Scenario): { state: State; records: string[]; times: number[] } {
  const records: string[] = [];
  const times: number[] = [];
  const state = walk(random, {
    decided({ decision, nowMs }) {
      records.push(recordOf(decision));
      times.push(nowMs);
    },
  });
  return { state, records, times };
}

test('a replay of the records, refusals included, decides the same and ends in the same state', () => {
  fc.assert(
    fc.property(scenario, (random) => {
      const { state, records, times } = recorded(random);
      const again = emptyState();
      const past = new KnownPast();
      records.forEach((record, nth) => {
        const command = commandOfRecord(record, nth);
        past.teach(again, command);
        const decision = decide(again, command, principalOf(record), times[nth] ?? 0);
        assert.equal(recordOf(decision), record);
        past.note(decision);
        if (decision.kind !== 'refusal') apply(again, decision);
      });
      assert.deepEqual(picture(again), picture(state));
    }),
    runs(200),
  );
});

test('the records alone tell every balance and version', () => {
  fc.assert(
    fc.property(scenario, (random) => {
      const { state, records } = recorded(random);
      const books = new Books();
      for (const record of records) {
        const parsed = parseRecord(record);
        if (!parsed.refused) books.enter(parsed.tx);
      }
      const accounts = [...state.accounts].map(([id, { ledger, balance, held, version }]) => [
        id,
        { ledger: ledger.id, balance, held, version },
      ]);
      assert.deepEqual([...books.accounts], accounts);
    }),
    runs(200),
  );
});

test('a record has the content of its command, whatever it came to (R51)', () => {
  fc.assert(
    fc.property(scenario, (random) => {
      walk(random, {
        decided({ command, decision }) {
          if (command.t === 'expire') return;
          const asked = contentOfCommand(command);
          const before = contentOfRecord(recordOf(decision));
          assert.equal(differingField(asked, before), undefined);
          assert.deepEqual(new Map([...asked].sort()), new Map([...before].sort()));
        },
      });
    }),
    runs(200),
  );
});

test('a record is one line of canonical JSON and tells what was decided', () => {
  fc.assert(
    fc.property(scenario, (random) => {
      walk(random, {
        decided({ command, by, decision }) {
          const record = recordOf(decision);
          assert(!record.includes('\n'));
          assert.equal(JSON.stringify(JSON.parse(record)), record);
          assert.equal(isRefusal(record), decision.kind === 'refusal');
          const parsed = parseRecord(record);
          if (parsed.refused) {
            assert(decision.kind === 'refusal');
            assert.equal(parsed.refusal.refused.code, decision.code);
            assert.equal(parsed.refusal.refused.message, decision.message);
            assert.equal(parsed.refusal.by, by);
            assert.equal(parsed.refusal.command.key, command.key);
            return;
          }
          assert(decision.kind !== 'refusal');
          const { tx } = parsed;
          assert.equal(tx.seq, decision.seq);
          assert.equal(Date.parse(tx.at), decision.atMs);
          assert.equal(tx.key, command.key);
          assert.equal(tx.kind, command.t);
          assert.equal(tx.by, by);
          assert.deepEqual(
            [tx.memo, tx.deadline, tx.expect],
            [command.memo, command.deadline, command.expect],
          );
        },
      });
    }),
    runs(200),
  );
});

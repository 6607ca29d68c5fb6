import { describe, expect, test } from 'vitest';
import { okHeadAt } from '../../client/load/drive/ok-line.ts';
import { balancesHeadAt, countStates, eachVersion, txHeadAt } from '../../client/load/watch/event-line.ts';
import { account, balancesEvent, opening, transfer, txEvent } from '../sdk/watch-messages.ts';

describe('the head of an ok', () => {
  const ok = '{"t":"ok","id":17,"tx":{"seq":123456,"at":"2026-01-01T00:00:00.000Z"}}';
  test('is read wherever it begins', () => {
    expect(okHeadAt(ok, 0)).toEqual({ id: 17, seq: 123_456 });
    expect(okHeadAt(`{"t":"pong"}\n${ok}\n`, 13)).toEqual({ id: 17, seq: 123_456 });
  });

  test('is read of a replay', () => {
    expect(okHeadAt(ok.replace(',"tx"', ',"replayed":true,"tx"'), 0)).toEqual({ id: 17, seq: 123_456 });
  });

  test.each([
    '{"t":"error","id":17,"code":"busy"}',
    '{"t":"ok","id":"17","tx":{"seq":1}}',
    '{"t":"ok","id":17,"tx":{"at":"x","seq":1}}',
    '{"t":"ok","id":17,"more":1,"tx":{"seq":1}}',
    '{"t":"ok","id":,"tx":{"seq":1}}',
    '{"t":"ok","id":17,"tx":{"seq":,',
    '{"id":17,"t":"ok","tx":{"seq":1}}',
    ' {"t":"ok","id":17,"tx":{"seq":1}}',
    '',
  ])('is nothing that is written in another way: %s', (line) => {
    expect(okHeadAt(line, 0)).toBeUndefined();
  });
});

describe('the head of an event', () => {
  const tx = JSON.stringify(txEvent(9, transfer(12, ['load-1', 4], ['load-2', 7])));
  const balances = JSON.stringify(balancesEvent(9, 12, [account('load-1', 4), account('load-2', 7)]));

  test('tells of a transaction its seq, the one before and its time', () => {
    expect(txHeadAt(`\n${tx}`, 1)).toEqual({
      prev: 9,
      seq: 12,
      atMs: Date.parse('2026-01-01T00:00:00.000Z'),
    });
    expect(txHeadAt(tx, 1)).toBeUndefined();
    expect(txHeadAt(balances, 0)).toBeUndefined();
  });

  test('tells of balances which seqs they cover', () => {
    expect(balancesHeadAt(`\n${balances}`, 1)).toEqual({ prev: 9, seq: 12 });
    expect(balancesHeadAt(tx, 0)).toBeUndefined();
  });

  test('is followed by versions', () => {
    const versions = (line: string): [string, number][] => {
      const found: [string, number][] = [];
      eachVersion(line, (id, version) => found.push([id, version]));
      return found;
    };
    const both = [
      ['load-1', 4],
      ['load-2', 7],
    ];
    expect(versions(tx)).toEqual(both);
    expect(versions(balances)).toEqual(both);
    const frozen = { ...account('load-1', 4), frozen: 'debit' } as const;
    expect(versions(JSON.stringify(balancesEvent(9, 12, [frozen, account('load-2', 7)])))).toEqual(both);
    expect(versions(JSON.stringify(txEvent(9, opening(10, 'load-3'))))).toEqual([]);
  });

  test('is followed by states, which are counted up to the end of the line', () => {
    const frame = `${tx}\n${balances}\n${balances}`;
    const from = tx.length + 1;
    expect(countStates(frame, from, from + balances.length)).toBe(2);
    expect(countStates(frame, 0, frame.length)).toBe(6);
  });
});

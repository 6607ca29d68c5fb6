import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { parseGoals } from '../../client/load/fail-on.ts';
import { tableReport } from '../../client/load/report/table.ts';
import { paints } from '../../client/terminal/format/paint.ts';
import { wrap } from '../../client/terminal/format/wrap.ts';
import { mixedResult, sampleResult } from './sample-result.ts';

const goals = parseGoals('p99<150ms,rate>80000,watch.p99<=0.1s');
if ('problem' in goals) throw new Error(goals.problem);

test('a report fits a terminal of 80 columns and reads like this', () => {
  expect(tableReport(sampleResult, goals)).toBe(`\
Transfers between 100,000 accounts, by a Zipf distribution of exponent 0.99
Closed loop: 64 clients over the SDK, 40 in flight each; 1 watcher of all
transactions of the ledger; 10 s after 2 s of warm-up; seed 2718281828.

Throughput      76,100 commands/s acknowledged
  acknowledged  761,230 in 10.0 s
  refused       33: insufficient_funds 31, unknown_account 2
  sent again    4
  unanswered    0

Latency, ms                   mean   p50   p90   p99  p99.9  max
                acknowledged  33.0  31.5  56.8   102    158  309
                watched       26.2  25.0  46.7  88.9    146  309

Hub
  version       florin 0.1.0
  durability    sqlite, synchronous=FULL
  commits       1,234, 617 records each
  commit time   mean 1.52 ms, p50 1.40 ms, p99 3.94 ms
  CPU           21.8 µs a command, 9.03 µs on the main thread
  memory        412 MiB at the end
  views         3 commits behind at the end

Tester
  machine       2 x AMD EPYC 9R14, linux x64
  software      Node v20.20.2, florin 0.1.0
  CPU           0.81 cores; its thread had work 79 % of its time
  connections   64 clients, 1 watcher
  events seen   76,098/s

Ledger check    ✓ All 761,230 commands (warm-up included) are in the ledger
                  once, as sent and answered; that agrees with the histories of
                  99,871 accounts and with what 1 watcher saw (checked in 7.41
                  s). Of 33 commands refused or unanswered, 33 were asked about
                  again, with the same answer.

Goals           ✓ p99<150ms: 102 ms
                ✗ rate>80000: 76,100/s
                ✓ watch.p99<=0.1s: 88.9 ms
`);
});

test('an open loop says its rate and what it skipped, and a mixed one its reads', () => {
  const { options, commands } = sampleResult;
  const result = {
    ...sampleResult,
    options: { ...options, workload: 'mixed' as const, rate: 20_000, skew: 0, driver: 'plain' as const },
    commands: { ...commands, skipped: 1_234, reads: 99 },
  };
  const report = tableReport(result, []);
  expect(report).toContain('Commands of all kinds and reads on 100,000 accounts, each equally likely\n');
  expect(report).toContain('Open loop: 20,000 commands/s at random moments from 64 clients over plain');
  expect(report).toMatch(/^ {2}skipped {7}1,234$/m);
  expect(report).toMatch(/^ {2}reads {9}99$/m);
  expect(report).not.toContain('Goals');
});

test('where the hub turned many commands away as too many a second, it says that this was measured', () => {
  const { hub } = sampleResult;
  if (hub === undefined) throw new Error('the sample has figures of the hub');
  const report = (rateLimited: number): string =>
    tableReport({ ...sampleResult, hub: { ...hub, rateLimited } }, []).replaceAll(/\s+/g, ' ');
  expect(report(90_000)).toContain('turned commands away 90,000 times');
  expect(report(90_000)).toContain('Start it with --commands-per-second 0');
  expect(report(100)).not.toContain('turned commands away');
});

test('a mixed run tells of each kind by itself', () => {
  const report = tableReport(mixedResult, []);
  expect(report).toContain(`
By kind, ms               answered  refused   p50   p90   p99  max
                transfer   380,000    1,200  31.5  56.8   102  309
                hold        83,000       12  30.4  54.8  98.0  297
                unfreeze         0        3
                get        110,000        0  28.6  51.4  90.8  268
`);
  expect(tableReport(sampleResult, [])).not.toContain('By kind');
});

test('a run of watchers says how many, and how often they lagged', () => {
  const { options, tester } = sampleResult;
  const report = tableReport(
    {
      ...sampleResult,
      options: { ...options, workload: 'watch', watchers: 100, watchAccounts: 10, watchMode: 'latest' },
      tester: { ...tester, lagged: 2 },
    },
    [],
  );
  expect(report).toMatch(/^100 watchers beside transfers between 100,000 accounts/);
  expect(report).toContain('100 watchers of latest\nbalances of 10 accounts each;');
  expect(report).toContain('76,098/s; 2 times a watcher read too slowly');
});

test('what a run does not have is not told', () => {
  const { commands, acknowledgement } = sampleResult;
  const report = tableReport(
    {
      ...sampleResult,
      commands: { ...commands, refused: {} },
      acknowledgement: { ...acknowledgement, count: 0 },
      watching: undefined,
      hub: undefined,
      hubAbsence: 'none',
    },
    goals,
  );
  expect(report).toContain('Latency, ms     nothing was acknowledged or seen\n');
  expect(report).toContain('Hub             showed no metrics\n');
  expect(report).toMatch(/^ {2}refused {7}0$/m);
  expect(report).toContain('✗ p99<150ms: no figure, since no command was acknowledged\n');
  expect(report).not.toMatch(/NaN|undefined/);
});

test('a tester at its limit is warned of', () => {
  const { tester } = sampleResult;
  const warning = "! The tester's busiest thread worked 97 % of its time";
  expect(tableReport(sampleResult, [])).not.toContain('!');
  const busy = { ...sampleResult, tester: { ...tester, busiestThread: 0.97 } };
  expect(tableReport(busy, [])).toContain(warning);
  const starved = { ...sampleResult, tester: { ...tester, busiestThread: 0.97, cpu: 0.2 } };
  expect(tableReport(starved, [])).toContain('the machine is');
  expect(tableReport(starved, [])).not.toContain(warning);
});

test('what came in the way of the figures is told before them', () => {
  const { options, commands, check } = sampleResult;
  const early = { ...sampleResult, seconds: 4.2, interrupted: true };
  expect(tableReport(early, [])).toMatch(/^Note {12}! Interrupted after 4\.20 of 10\.0 s\.$/m);
  const kept = { ...sampleResult, options: { ...options, rate: 76_500 } };
  expect(tableReport(kept, [])).not.toContain('Note');
  const behind = {
    ...sampleResult,
    options: { ...options, rate: 90_000 },
    commands: { ...commands, skipped: 7 },
  };
  expect(tableReport(behind, []).replace(/\n */g, ' ')).toMatch(
    /! 76,100 of 90,000 commands\/s were acknowledged: .* 7 commands could not be sent at all\./,
  );
  const gone = { ...sampleResult, hub: undefined, hubAbsence: 'restarted' as const };
  expect(tableReport(gone, [])).toContain('! The hub was started again during the run:');
  expect(tableReport(gone, [])).toMatch(/^Hub {13}was started again during the run: no figures$/m);
  const problems = ['The ledger was not checked: interrupted.'];
  const unknown = { ...sampleResult, check: { ...check, state: 'interrupted' as const, problems } };
  expect(tableReport(unknown, [])).toMatch(/^Ledger check {4}\? The ledger was not checked: interrupted\.$/m);
});

test('a red ledger check lists its problems', () => {
  const { check } = sampleResult;
  const problems = ['The balance of load-7 is 12.00 and not 13.00.', 'Watcher 1 missed events.'];
  const report = tableReport({ ...sampleResult, check: { ...check, state: 'wrong', problems } }, []);
  expect(report).toContain('✗ The ledger is not what the run was told (checked in 7.41');
  for (const problem of problems) expect(report).toContain(`                - ${problem}\n`);
  expect(report).not.toContain('✓');
});

test('colours change nothing but colour', () => {
  const coloured = tableReport(sampleResult, goals, paints(true));
  const plain = stripVTControlCharacters(coloured);
  expect(plain).not.toBe(coloured);
  expect(plain).toBe(tableReport(sampleResult, goals));
});

test('text from elsewhere cannot move the cursor', () => {
  const { environment, check, hub } = sampleResult;
  const evil = '\u001b[2J\u202e';
  if (hub === undefined) throw new Error('the sample has a hub');
  const report = tableReport(
    {
      ...sampleResult,
      environment: { ...environment, machine: evil },
      hub: { ...hub, version: evil },
      check: { ...check, state: 'wrong', problems: [evil] },
    },
    [],
  );
  for (const unsafe of ['\u001b', '\u202e']) expect(report).not.toContain(unsafe);
  expect(report).toContain('\\u{1b}[2J\\u{202e}');
});

test('words are wrapped between them, and a longer one stays whole', () => {
  expect(wrap('', 5)).toEqual(['']);
  expect(wrap('one two', 7)).toEqual(['one two']);
  expect(wrap('one two three', 7, 2)).toEqual(['one two', '  three']);
  expect(wrap('a unbreakable b', 5)).toEqual(['a', 'unbreakable', 'b']);
});

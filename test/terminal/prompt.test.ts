import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { florin } from './florin-process.ts';
import { hasTmux, Tmux } from './tmux.ts';

/** A hub, and terminals beside it whose home is a folder of their own. */
class Desk implements AsyncDisposable {
  readonly server: ServerProcess;
  readonly terminals: Tmux;
  readonly home: string;

  private constructor(server: ServerProcess, home: string) {
    this.server = server;
    this.home = home;
    this.terminals = new Tmux(home, { FLORIN_URL: server.url, HOME: home });
  }

  static async open(): Promise<Desk> {
    return new Desk(await ServerProcess.start(), await mkdtemp(join(tmpdir(), 'florin-home-')));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.terminals[Symbol.asyncDispose]();
    await rm(this.home, { recursive: true, force: true });
  }
}

if (!hasTmux) {
  console.warn('NOT TESTED: the prompt and the live table on a real terminal. Install tmux to test them.');
  it.runIf(process.env.CI === 'true')('tmux is there to test the prompt', () => expect(hasTmux).toBe(true));
}

const refusals: readonly (readonly [string, string])[] = [
  ['C W 900', 'Insufficient funds: C holds 800.00, 900.00 asked'],
  ['A D 900.01', 'Deposit amount exceeds the limit: at most 900.00 may be deposited now, 900.01 asked'],
  ['C W 1000.01', 'Withdrawal amount exceeds the limit: at most 1000.00 may be withdrawn now, 1000.01 asked'],
  ['A', 'Invalid input format: this is no transaction and no command'],
  ['A X 100', 'Invalid operation: "X" is not D (deposit), W (withdraw) or T (transfer)'],
  ['A D abc', 'Invalid amount: "abc" is not a number above zero'],
];

describe.runIf(hasTmux)('the prompt', () => {
  it('begins with the balances, does a command and shows what it came to', async () => {
    await using desk = await Desk.open();
    const pane = await desk.terminals.florin();
    const begun = await pane.untilLast('florin>');
    expect(begun).toEqual([
      `florin, connected to ${desk.server.url}`,
      'Account Balance:',
      'Account  Balance  Asset  Ledger',
      'A        1000.00  CNY    demo',
      'B         500.00  CNY    demo',
      'C         800.00  CNY    demo',
      'Enter a transaction (such as A D 100, C W 200 or A B T 5), or help.',
      'florin>',
    ]);
    await pane.type('a b t 100 "rent"');
    await pane.press('Enter');
    const done = await pane.until(
      (screen) => screen.some((line) => line.startsWith('Moved')) && screen.at(-1) === 'florin>',
    );
    expect(done.slice(begun.length - 1)).toEqual([
      'florin> a b t 100 "rent"',
      '("a" taken as "A")',
      '("b" taken as "B")',
      'Moved 100.00 from A to B: A 900.00, B 600.00 "rent" (#9)',
      'florin>',
    ]);
  });

  it('answers wrong input, and what the hub refuses, with one line each', async () => {
    await using desk = await Desk.open();
    const pane = await desk.terminals.florin([], { columns: 160, rows: 50 });
    let { length } = await pane.untilLast('florin>');
    for (const [line, expected] of refusals) {
      await pane.type(line);
      await pane.press('Enter');
      const screen = await pane.until((lines) => lines.length === length + 2 && lines.at(-1) === 'florin>');
      expect(screen.slice(length - 1)).toEqual([
        `florin> ${line}`,
        expect.stringContaining(expected),
        'florin>',
      ]);
      length = screen.length;
    }
  });

  it('shows what another prompt does above the line that is being typed, and leaves that intact', async () => {
    await using desk = await Desk.open();
    const left = await desk.terminals.florin();
    const right = await desk.terminals.florin([], { columns: 70 });
    await left.untilLast('florin>');
    await right.untilLast('florin>');
    // Longer than the screen is wide, with the cursor inside the line.
    const typed = 'transfer B C 7.25 "half typed, and long enough that it needs a second row"';
    await right.type(typed);
    await right.press('Left', 'Left', 'Left');
    await right.until((screen) => screen.at(-1)?.endsWith('row"') === true);
    await left.type('A B T 100 "rent"');
    await left.press('Enter');
    const screen = await right.until((lines) => lines.some((line) => line.includes('900.00')));
    expect(screen.slice(-3)).toEqual([
      expect.stringMatching(
        /^\d\d:\d\d:\d\d A 900\.00 \(-100\.00\), B 600\.00 \(\+100\.00\) transfer "rent"$/,
      ),
      `florin> ${typed.slice(0, 62)}`,
      typed.slice(62),
    ]);
    expect(await right.cursor()).toEqual({ column: typed.length - 62 - 3, row: screen.length - 1 });
    await right.type('X');
    await right.press('Enter');
    const answered = await right.until(
      (lines) => lines.at(-1) === 'florin>' && lines.join('').includes('Moved'),
    );
    expect(answered.join('')).toContain('Moved 7.25 from B to C: B 592.75, C 807.25');
    // Its own transaction is told once, by the answer.
    expect(answered.filter((line) => line.includes('592.75'))).toHaveLength(1);
    await left.until((lines) => lines.some((line) => line.includes('C 807.25 (+7.25) transfer "half typed')));
  });

  it('completes the number of a hold that it has seen', async () => {
    await using desk = await Desk.open();
    const pane = await desk.terminals.florin([], { columns: 100 });
    await pane.untilLast('florin>');
    await pane.type('hold A B 60');
    await pane.press('Enter');
    await pane.until((screen) => screen.at(-2)?.endsWith('(#9)') === true && screen.at(-1) === 'florin>');
    await florin(desk.server, ['deposit', 'C', '1']);
    await pane.until((screen) => screen.some((line) => line.includes('C 801.00')));
    await pane.type('capture ');
    await pane.press('Tab');
    await pane.untilLast('florin> capture #9');
    await pane.press('Enter');
    await pane.until(
      (screen) => screen.at(-2)?.startsWith('Captured 60.00 of hold #9, from A to B: A 940.00') === true,
    );
  });

  it('gathers a batch, says so before the input, and does all of it or none', async () => {
    await using desk = await Desk.open();
    const pane = await desk.terminals.florin([], { columns: 100, rows: 50 });
    await pane.untilLast('florin>');
    const enter = async (line: string, prompt: string): Promise<readonly string[]> => {
      await pane.type(line);
      await pane.press('Enter');
      return await pane.until(
        (screen) => screen.at(-1) === prompt && screen.some((each) => each.endsWith(`> ${line}`)),
      );
    };
    await enter('begin', 'florin (batch of 0)>');
    await enter('A B T 1', 'florin (batch of 1)>');
    await enter('A C T 99999', 'florin (batch of 2)>');
    const refused = await enter('commit', 'florin>');
    expect(refused.at(-2)).toBe(
      'Insufficient funds: A holds 999.00, 99999.00 asked (command 2); nothing of the batch was done',
    );
    await enter('begin', 'florin (batch of 0)>');
    await enter('A B T 2', 'florin (batch of 1)>');
    await enter('A C T 3', 'florin (batch of 2)>');
    await pane.type('commit');
    await pane.press('Enter');
    const done = await pane.until(
      (screen) => screen.some((line) => line.endsWith('(#10)')) && screen.at(-1) === 'florin>',
    );
    expect(done.slice(-3)).toEqual([
      'Moved 2.00 from A to B: A 998.00, B 502.00 (#9)',
      'Moved 3.00 from A to C: A 995.00, C 803.00 (#10)',
      'florin>',
    ]);
    await enter('begin', 'florin (batch of 0)>');
    await enter('A C T 4', 'florin (batch of 1)>');
    await pane.type('quit');
    await pane.press('Enter');
    expect(await pane.exitCode()).toBe(0);
    const told = (await pane.screen()).filter((line) => line.includes('Nothing of the batch was done.'));
    expect(told).toHaveLength(1);
  });

  it('does not do a batch without a line that was wrong, unless it is told so twice', async () => {
    await using desk = await Desk.open();
    const pane = await desk.terminals.florin([], { columns: 110, rows: 50 });
    await pane.untilLast('florin>');
    await pane.type('begin\nA B T 80\nA C T 0,40\ncommit\n');
    const screen = await pane.until((lines) =>
      lines.some((line) => line.includes('commit again does the rest (1)')),
    );
    expect(screen.join('\n')).toMatch(/Invalid amount/);
    await pane.untilLast('florin (batch of 1)>');
    await pane.type('B D 5\ncommit\n');
    await pane.until(
      (lines) => lines.filter((line) => line.includes('commit again does the rest (1)')).length > 1,
    );
    await pane.type('commit\n');
    await pane.until((lines) => lines.some((line) => line.startsWith('Moved 80.00 from A to B')));
    await pane.untilLast('florin>');
  });

  it('says when the connection is lost, keeps what is typed, and does it once the hub is back', async () => {
    await using desk = await Desk.open();
    const pane = await desk.terminals.florin();
    await pane.untilLast('florin>');
    await pane.type('A D 5');
    await desk.server.kill('SIGKILL');
    await pane.until((screen) => /^florin \(reconnecting.*\)> A D 5$/.test(screen.at(-1) ?? ''));
    await pane.press('Enter');
    await desk.server.restart();
    await pane.until((screen) =>
      screen.some((line) => line.startsWith('Deposited 5.00 into A: balance 1005.00')),
    );
    await pane.untilLast('florin>');
  });

  it('left by Ctrl-C before an answer says how to ask for the outcome', async () => {
    await using desk = await Desk.open();
    const pane = await desk.terminals.florin([], { columns: 200 });
    await pane.untilLast('florin>');
    desk.server.signal('SIGSTOP');
    await pane.type('A D 5');
    await pane.press('Enter');
    await pane.until((screen) => screen.at(-2) === 'florin> A D 5' && screen.at(-1) === 'florin>');
    await pane.press('C-c');
    expect(await pane.exitCode()).toBe(130);
    expect((await pane.screen()).join('\n')).toMatch(/^Outcome unknown: .* Ask: florin outcome k\S+$/m);
  });

  it('completes by Tab, recalls what was typed at an earlier prompt, and clears the line by Ctrl-C', async () => {
    await using desk = await Desk.open();
    const first = await desk.terminals.florin();
    await first.untilLast('florin>');
    await first.type('balances');
    await first.press('Tab');
    await first.until((screen) => screen.at(-1) === 'florin> balances');
    await first.press('Enter');
    await first.until((screen) => screen.filter((line) => line.startsWith('Account  Balance')).length === 2);
    await first.type('quit');
    await first.press('Enter');
    expect(await first.exitCode()).toBe(0);
    expect(await readFile(join(desk.home, '.florin_history'), 'utf8')).toBe('balances \nquit\n');

    const second = await desk.terminals.florin();
    await second.untilLast('florin>');
    await second.press('Up', 'Up');
    await second.untilLast('florin> balances');
    await second.press('C-c');
    await second.untilLast('florin>');
    await second.press('C-c');
    expect(await second.exitCode()).toBe(130);
  });

  it('shows the changes of the accounts that `watch` names, and leaves by Ctrl-D', async () => {
    await using desk = await Desk.open();
    const pane = await desk.terminals.florin();
    await pane.untilLast('florin>');
    await pane.type('watch c');
    await pane.press('Enter');
    await pane.until((screen) => screen.some((line) => line.startsWith('Changes of C are shown')));
    await florin(desk.server, ['deposit', 'A', '1']);
    await florin(desk.server, ['deposit', 'C', '2', 'tip']);
    const screen = await pane.until((lines) =>
      lines.some((line) => line.includes('C 802.00 (+2.00) deposit "tip"')),
    );
    expect(screen.join('\n')).not.toContain('1001.00');
    await pane.press('C-d');
    expect(await pane.exitCode()).toBe(0);
  });
});

describe.runIf(hasTmux)('the live table', () => {
  it('shows changes as they happen, says when it is stale, and gives the terminal back', async () => {
    await using desk = await Desk.open();
    const pane = await desk.terminals.florin(['watch', 'A', 'B']);
    const begun = await pane.until((screen) => screen.length === 4);
    expect(begun).toEqual([
      'florin · A B  live  seq 8  (q leaves)',
      'Account  Balance   Asset  Last change  Version  Age',
      'A        1000.00   CNY                       1',
      'B         500.00   CNY                       1',
    ]);
    await florin(desk.server, ['transfer', 'A', 'B', '5']);
    const changed = await pane.until((screen) => screen[2]?.includes('-5.00') === true);
    expect(changed[2]).toMatch(/^A {9}995\.00 {3}CNY {10}-5\.00 {8}2 {2}\d s$/);
    expect(changed[3]).toMatch(/^B {9}505\.00 {3}CNY {10}\+5\.00 {8}2 {2}\d s$/);
    await desk.server.kill('SIGKILL');
    const stale = await pane.until((screen) => screen[0]?.includes('stale since') === true);
    expect(stale[2]).toContain('995.00?');
    await desk.server.restart();
    await pane.until(
      (screen) => screen[0]?.includes('live') === true && screen[2]?.includes('995.00 ') === true,
    );
    await pane.press('q');
    expect(await pane.exitCode()).toBe(0);
    expect((await pane.screen()).join('\n')).not.toContain('Balance');
  });
});

import { describe, expect, it } from 'vitest';
import { deltaCell } from '../../client/terminal/format/deltas.ts';
import { paints, wantsColour } from '../../client/terminal/format/paint.ts';
import { table } from '../../client/terminal/format/table.ts';
import { age, dateAndTime } from '../../client/words/moments.ts';
import { difference } from '../../client/words/money-difference.ts';
import { printable, printableJson } from '../../client/words/printable.ts';

const plain = paints(false);

describe('a table', () => {
  it('aligns its columns by the text alone, colours apart', () => {
    const columns = [
      { title: 'Account', align: 'left' },
      { title: 'Balance', align: 'right' },
      { title: 'Asset', align: 'left' },
    ] as const;
    const rows = [
      [{ text: 'A' }, { text: '1000.00', paint: paints(true).gain }, { text: 'CNY' }],
      [{ text: 'savings' }, { text: '5.00' }, { text: '' }],
    ];
    expect(table(columns, rows, plain.dim)).toEqual([
      'Account  Balance  Asset',
      'A        \u001b[32m1000.00\u001b[39m  CNY',
      'savings     5.00',
    ]);
  });
});

describe('a change', () => {
  it.each([
    ['995.00', '1000.00', '5.00'],
    ['1000.00', '995.00', '-5.00'],
    ['-0.01', '0.01', '0.02'],
    ['92233720368547758.07', '-92233720368547758.08', '-184467440737095516.15'],
    ['7', '5', '-2'],
  ])('from %s to %s is %s', (from, to, delta) => {
    expect(difference(from, to)).toBe(delta);
  });

  it('bears its sign and the colour of it', () => {
    const coloured = paints(true);
    expect(deltaCell('5.00', coloured)).toEqual({ text: '+5.00', paint: coloured.gain });
    expect(deltaCell('-5.00', coloured)).toEqual({ text: '-5.00', paint: coloured.loss });
  });
});

describe('a moment', () => {
  it.each([
    [-5, '0 s'],
    [999, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_600_000, '1 h'],
    [200_000_000, '2 d'],
  ])('%i ms ago is %s', (ms, text) => {
    expect(age(ms)).toBe(text);
  });

  it('is shown in local time, and as a dash where it is none', () => {
    expect(dateAndTime(new Date(2026, 0, 31, 14, 3, 5).toISOString())).toBe('2026-01-31 14:03:05');
    expect(dateAndTime('soon')).toBe('-');
  });
});

describe('colour', () => {
  it.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: true }, { NO_COLOR: '' }, true],
    [{ isTTY: true }, { NO_COLOR: '1' }, false],
    [{ isTTY: true }, { TERM: 'dumb' }, false],
    [{ isTTY: false }, {}, false],
    [{}, {}, false],
  ])('for the stream %j and the environment %j: %j', (stream, env, coloured) => {
    expect(wantsColour(stream, env)).toBe(coloured);
  });
});

describe('printable text', () => {
  it('shows what could act on the terminal or deceive the eye as escapes', () => {
    expect(printable('a\u001b]0;x\u0007\u009b\u2028\ud800\u200d房租é')).toBe(
      'a\\u{1b}]0;x\\u{7}\\u{9b}\\u{2028}\\u{d800}\u200d房租é',
    );
  });

  it('as JSON is the same value', () => {
    const value = { text: '\u001b\u009b\u202e\u{e0001}\ud800"\\' };
    const line = printableJson(value);
    expect(line).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(line)).toEqual(value);
  });
});

import { expect, test } from 'vitest';
import { type ParsedRun, parseRun } from './run-options.ts';

interface Values {
  readonly seeds: number;
  readonly chunk: number | undefined;
  readonly from: number;
  readonly mutant: string | undefined;
  readonly trace: boolean;
}

function parse(...argv: string[]): ParsedRun<Values> {
  return parseRun({ name: 'sim', purpose: 'Simulates.' }, argv, (line) => {
    const values = {
      seeds: line.whole('seeds', { usual: 1_000, least: 0, most: 5_000, help: 'how many seeds' }),
      chunk: line.whole('chunk', { usual: undefined, help: 'one chunk alone' }),
      from: line.seed('from', 'the first seed'),
      mutant: line.oneOf('mutant', ['is deaf', 'is dumb'], 'runs a hub that is wrong'),
      trace: line.flag('trace', 'prints all that happens'),
    };
    if (values.seeds === 0) line.refuse('nothing is left to do');
    return values;
  });
}

const usual = { seeds: 1_000, chunk: undefined, from: 1, mutant: undefined, trace: false };

test('options are taken in any order, as two words or one; the usual ones where none are given', () => {
  expect(parse()).toEqual({ kind: 'run', values: usual });
  expect(parse('--trace', '--from', '0', '--mutant', 'is deaf', '--seeds=5000', '--chunk', '7')).toEqual({
    kind: 'run',
    values: { seeds: 5_000, chunk: 7, from: 0, mutant: 'is deaf', trace: true },
  });
});

test.each([
  [['--seeds', 'x'], "--seeds takes a whole number from 0 to 5000, not 'x'"],
  [['--seeds', '5001'], "--seeds takes a whole number from 0 to 5000, not '5001'"],
  [['--seeds', '-1'], "--seeds takes a whole number from 0 to 5000, not '-1'"],
  [['--seeds', '1.5'], "--seeds takes a whole number from 0 to 5000, not '1.5'"],
  [['--seeds', '1e3'], "--seeds takes a whole number from 0 to 5000, not '1e3'"],
  [['--seeds='], "--seeds takes a whole number from 0 to 5000, not ''"],
  [['--chunk', '0'], "--chunk takes a whole number from 1 to 1000000000, not '0'"],
  [['--from', '4294967296'], "--from takes a whole number from 0 to 4294967295, not '4294967296'"],
  [['--seeds'], '--seeds needs a value'],
  [['--seeds', '--trace'], '--seeds needs a value'],
  [['--mutant', 'is blind'], "--mutant takes 'is deaf', 'is dumb', not 'is blind'"],
  [['--seeds', '0'], 'nothing is left to do'],
  [['--sedes', '3'], 'there is no option --sedes'],
  [['-s'], 'there is no option -s'],
  [['3'], "'3' belongs to no option"],
  [['--seeds', '3', '--seeds', '4'], '--seeds is given twice, or with what it does not take'],
  [['--trace=yes'], '--trace is given twice, or with what it does not take'],
])('%j is refused', (argv, problem) => {
  expect(parse(...argv)).toEqual({ kind: 'wrong', problem: `${problem}; see npm run sim -- --help` });
});

test('help tells of all options, whatever else is asked', () => {
  expect(parse('--seeds', 'x', '--help')).toEqual({
    kind: 'told',
    text: `Simulates.

Usage: npm run sim -- [options]

  --seeds N      how many seeds (1000 unless given)
  --chunk N      one chunk alone
  --from N       the first seed (1 unless given)
  --mutant NAME  runs a hub that is wrong
                   'is deaf'
                   'is dumb'
  --trace        prints all that happens
  --help         says this`,
  });
});

import { describe, expect, test } from 'vitest';
import { type Goal, judgeGoals, missedGoals, parseGoals } from '../../client/load/fail-on.ts';
import { measures } from '../../client/load/measures.ts';
import { sampleResult } from './sample-result.ts';

function goalsOf(text: string): Goal[] {
  const goals = parseGoals(text);
  if ('problem' in goals) throw new Error(goals.problem);
  return goals;
}

function problemOf(text: string): string {
  const goals = parseGoals(text);
  if (!('problem' in goals)) throw new Error(`${text} was taken`);
  return goals.problem;
}

describe('an expression', () => {
  test.each([
    ['p99<50ms', 'p99', '<', 50],
    ['p99<50', 'p99', '<', 50],
    ['p99 <= 0.05 s', 'p99', '<=', 50],
    ['mean<500us', 'mean', '<', 0.5],
    ['max<500µs', 'max', '<', 0.5],
    ['p99.9<1s', 'p99.9', '<', 1_000],
    ['rate>20000', 'rate', '>', 20_000],
    ['rate>=20000/s', 'rate', '>=', 20_000],
    ['watch.p99<=100ms', 'watch.p99', '<=', 100],
    ['hub.main<9.5us', 'hub.main', '<', 9.5],
    ['hub.cpu<0.02ms', 'hub.cpu', '<', 20],
    ['hub.memory<512MiB', 'hub.memory', '<', 512 * 1024 * 1024],
    ['hub.memory<1.5GB', 'hub.memory', '<', 1.5e9],
    ['refused<1', 'refused', '<', 1],
    ['lag<=0', 'lag', '<=', 0],
  ])('%s is understood', (text, measure, operator, limit) => {
    const [goal, ...others] = goalsOf(text);
    expect(others).toEqual([]);
    expect(goal).toMatchObject({ measure: { name: measure }, operator });
    expect(goal?.limit).toBeCloseTo(limit, 9);
  });

  test('may hold several goals', () => {
    const texts = goalsOf('p99 < 50ms, rate>20000 ,unanswered<=0').map(({ text }) => text);
    expect(texts).toEqual(['p99<50ms', 'rate>20000', 'unanswered<=0']);
  });

  test('may name every measure', () => {
    const text = measures.map(({ name }) => `${name}<=1`).join(',');
    expect(goalsOf(text).map(({ measure }) => measure.name)).toEqual(measures.map(({ name }) => name));
  });

  test.each([
    [
      'p95<50ms',
      /^"p95<50ms": there is no measure p95\. Did you mean p90\? .*rate p50 .* lag, and for mixed KIND\.count .* statement$/,
    ],
    ['watch.p9<1', /Did you mean watch\.p50|Did you mean watch\.p90|Did you mean watch\.p99/],
    ['Rate>1', /Did you mean rate\?/],
    ['throughput>1', /^"throughput>1": there is no measure throughput\. Measures: rate /],
    ['constructor>1', /there is no measure constructor\. Measures/],
    ['', /^"": a goal begins with a measure/],
    ['p99<1,,rate>1', /^"": a goal begins with a measure/],
    ['<50ms', /^"<50ms": a goal begins with a measure/],
    ['p99', /^"p99": after p99 comes one of < <= > >=, as in p99<50ms$/],
    ['p99 50ms', /^"p99 50ms": after p99 comes one of/],
    ['rate=5', /^"rate=5": = is not known: it is one of < <= > >=, as in rate>20000$/],
    ['rate=>5', /=> is not known/],
    ['rate>', /^"rate>": the limit is missing: write a number, as in rate>20000$/],
    ['p99<fast', /^"p99<fast": fast is not a limit/],
    ['p99<-1', /-1 is not a limit/],
    ['p99<1e3', /^"p99<1e3": e3 does not fit/],
    ['p99<5 0 ms', /^"p99<5 0 ms": 5 0 ms is not a limit/],
    ['p99<5kg', /^"p99<5kg": kg does not fit: p99 is told in us, µs, ms, s$/],
    ['rate>5ms', /ms does not fit: rate is told in \/s$/],
    ['refused<5x', /x does not fit: refused has no unit$/],
    ['p99<5toString', /toString does not fit/],
    ['rate>1,p95<2', /^"p95<2": /],
  ])('%j is wrong, and the answer names the part', (text, problem) => {
    expect(problemOf(text)).toMatch(problem);
  });
});

describe('a goal', () => {
  test.each([
    ['unanswered<0', false],
    ['unanswered<=0', true],
    ['unanswered>0', false],
    ['unanswered>=0', true],
    ['refused<33', false],
    ['refused<=33', true],
    ['refused<34', true],
    ['rate>76100', true],
    ['rate>76200', false],
    ['commit.p99<4ms', true],
    ['hub.memory<400MiB', false],
    ['watch.events>76000', true],
  ])('%s is judged by the figure of the run', (text, met) => {
    expect(judgeGoals(goalsOf(text), sampleResult).map((judged) => judged.met)).toEqual([met]);
  });

  test('without a figure is missed, and says why', () => {
    const { acknowledgement } = sampleResult;
    const bare = {
      ...sampleResult,
      acknowledgement: { ...acknowledgement, count: 0 },
      watching: undefined,
      hub: undefined,
    };
    const missed = missedGoals(goalsOf('p99<1s,watch.p99<1s,lag<5,unanswered<=0'), bare);
    expect(missed.map(({ goal, value }) => [goal.measure.name, value, goal.measure.absent])).toEqual([
      ['p99', undefined, 'no command was acknowledged'],
      ['watch.p99', undefined, 'no watcher saw a transaction'],
      ['lag', undefined, 'the hub showed no such metric of this run'],
    ]);
  });

  test('whose figure is not a number is missed', () => {
    const { acknowledgement } = sampleResult;
    const broken = { ...sampleResult, acknowledgement: { ...acknowledgement, p99: Number.NaN } };
    expect(missedGoals(goalsOf('p99<1s,p99>=0'), broken)).toHaveLength(2);
  });
});

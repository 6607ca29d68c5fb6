import { closestName } from '../input/closest-name.ts';
import { type Measure, measureNamesText, measures, type Unit } from './measures.ts';
import type { LoadResult } from './result.ts';

/** What `--fail-on` asks of a run, such as `p99<50ms,rate>20000`. */

const operators = {
  '<': (value: number, limit: number) => value < limit,
  '<=': (value: number, limit: number) => value <= limit,
  '>': (value: number, limit: number) => value > limit,
  '>=': (value: number, limit: number) => value >= limit,
} as const;

type Operator = keyof typeof operators;

/** What the units that a limit may have are in the measure's own. */
const unitsOf: Readonly<Record<Unit, ReadonlyMap<string, number>>> = {
  '': new Map(),
  '/s': new Map([['/s', 1]]),
  ms: new Map([
    ['us', 1e-3],
    ['µs', 1e-3],
    ['ms', 1],
    ['s', 1e3],
  ]),
  us: new Map([
    ['us', 1],
    ['µs', 1],
    ['ms', 1e3],
    ['s', 1e6],
  ]),
  bytes: new Map([
    ['B', 1],
    ['kB', 1e3],
    ['MB', 1e6],
    ['GB', 1e9],
    ['KiB', 2 ** 10],
    ['MiB', 2 ** 20],
    ['GiB', 2 ** 30],
  ]),
};

export interface Goal {
  /** As it was written, without spaces: `p99<50ms`. */
  readonly text: string;
  readonly measure: Measure;
  readonly operator: Operator;
  /** In the measure's own unit. */
  readonly limit: number;
}

export interface GoalError {
  /** Which part is wrong and what would be right, in a sentence or two. */
  readonly problem: string;
}

export interface JudgedGoal {
  readonly goal: Goal;
  /** `undefined` where the run has no such figure: the goal is missed then. */
  readonly value: number | undefined;
  readonly met: boolean;
}

/** Goals separated by commas; a limit without a unit is in the measure's own. */
export function parseGoals(text: string): Goal[] | GoalError {
  const goals: Goal[] = [];
  for (const part of text.split(',')) {
    const goal = parseGoal(part.trim());
    if ('problem' in goal) return goal;
    goals.push(goal);
  }
  return goals;
}

/** How the run met each goal. */
export function judgeGoals(goals: readonly Goal[], result: LoadResult): JudgedGoal[] {
  return goals.map((goal) => {
    const value = goal.measure.of(result);
    return { goal, value, met: value !== undefined && operators[goal.operator](value, goal.limit) };
  });
}

/** The goals that the run did not meet; without any, it is fine. */
export function missedGoals(goals: readonly Goal[], result: LoadResult): JudgedGoal[] {
  return judgeGoals(goals, result).filter(({ met }) => !met);
}

/** The measure's name, the operator, and the limit with its unit; each as wrong as it may be. */
const goalParts = /^([^<>=\s]*)\s*([<>=]*)\s*(.*)$/;
const limitParts = /^(\d+(?:\.\d+)?)\s*(\S*)$/;

function parseGoal(part: string): Goal | GoalError {
  const [, name = '', operator = '', limitText = ''] = goalParts.exec(part) ?? [];
  const wrong = (problem: string): GoalError => ({ problem: `"${part}": ${problem}` });
  if (name === '') return wrong(`a goal begins with a measure, as in p99<50ms. ${measureList}`);
  const measure = measures.find((each) => each.name === name);
  if (measure === undefined) {
    const meant = closestName(name, measureNames);
    const suggestion = meant === undefined ? '' : ` Did you mean ${meant}?`;
    return wrong(`there is no measure ${name}.${suggestion} ${measureList}`);
  }
  if (!isOperator(operator)) {
    const found = operator === '' ? `after ${name} comes` : `${operator} is not known: it is`;
    return wrong(`${found} one of ${Object.keys(operators).join(' ')}, as in ${exampleOf(measure)}`);
  }
  const [, number, unit = ''] = limitParts.exec(limitText) ?? [];
  if (number === undefined) {
    const found = limitText === '' ? 'the limit is missing' : `${limitText} is not a limit`;
    return wrong(`${found}: write a number, as in ${exampleOf(measure)}`);
  }
  const units = unitsOf[measure.unit];
  const factor = unit === '' ? 1 : units.get(unit);
  if (factor === undefined) {
    const fitting = units.size === 0 ? 'has no unit' : `is told in ${[...units.keys()].join(', ')}`;
    return wrong(`${unit} does not fit: ${name} ${fitting}`);
  }
  return { text: part.replace(/\s+/g, ''), measure, operator, limit: Number(number) * factor };
}

function isOperator(text: string): text is Operator {
  return Object.hasOwn(operators, text);
}

const measureNames = measures.map(({ name }) => name);
const measureList = `Measures: ${measureNamesText}`;

const exampleLimits: Readonly<Record<Unit, string>> = {
  '': '<1',
  '/s': '>20000',
  ms: '<50ms',
  us: '<20us',
  bytes: '<512MiB',
};

function exampleOf({ name, unit }: Measure): string {
  return name + exampleLimits[unit];
}

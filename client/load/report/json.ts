import { type Goal, judgeGoals } from '../fail-on.ts';
import type { LoadResult } from '../result.ts';

/**
 * The report for programs: one JSON object, the fields of {@link LoadResult} with two more. `format` is 1; a
 * field that goes or changes its meaning makes it 2, further fields do not. `goals` has what `--fail-on` asked
 * for: `{goal, measure, limit, unit, value, met}`. A field without a figure is `null`, never missing.
 */
export function jsonReport(result: LoadResult, goals: readonly Goal[]): string {
  const judged = judgeGoals(goals, result).map(({ goal, value, met }) => {
    const { text, measure, limit } = goal;
    return { goal: text, measure: measure.name, limit, unit: measure.unit, value, met };
  });
  const report = { format: 1, ...result, goals: judged };
  return `${JSON.stringify(report, (_, value) => (value === undefined ? null : value), 2)}\n`;
}

import { createHash } from 'node:crypto';
import { Markup } from '../../../shared/markup.ts';
import { type Goal, type JudgedGoal, judgeGoals } from '../fail-on.ts';
import type { LoadResult } from '../result.ts';
import { latencyChart } from './latency-chart.ts';
import { html } from './markup.ts';
import { resultTables } from './result-tables.ts';
import { style } from './style.ts';
import { tiles } from './tiles.ts';
import { stepsOf } from './timeline.ts';
import { timelineCharts } from './timeline-charts.ts';
import { warnings } from './warnings.ts';
import { checkWords, goalWords, settingWords, workloadWords } from './words.ts';

/**
 * The report for a browser: one file that needs nothing else, nor the network. Its policy lets nothing run
 * and nothing be loaded, whatever a hub may have put into the result.
 */
export function htmlReport(result: LoadResult, goals: readonly Goal[]): string {
  const { options, startedAt } = result;
  const steps = stepsOf(result.timeline);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${styleHash}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${workloadWords(options)} - florin load</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
<header>
<p class="name">florin load ${options.workload}</p>
<h1>${workloadWords(options)}</h1>
<p>${settingWords(options)}</p>
<p>${options.url}, <time datetime="${startedAt}">${momentText(startedAt)}</time></p>
</header>
${verdicts(result, judgeGoals(goals, result))}
${tiles(result)}
<div class="charts">
${latencyChart(result)}${timelineCharts(steps)}</div>
${resultTables(result, steps)}
<footer>
<p>Acknowledged: from the moment a command was sent (closed loop) or was due (open loop, however late it could be sent) to its durable answer. Watched: from the time that the hub gave a transaction, in whole milliseconds and before its commit, to each watcher that saw it; the clocks of hub and tester have to agree.</p>
<p>Hub: the difference of its own metrics over the measured part.</p>
</footer>
</main>
</body>
</html>
`;
  return page.text;
}

/** `2026-01-31 12:00:00 UTC`. */
function momentText(iso: string): string {
  return iso.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC');
}

const styleHash = new Markup(`sha256-${createHash('sha256').update(style).digest('base64')}`);

function verdicts(result: LoadResult, judged: readonly JudgedGoal[]): Markup {
  const { state, problems } = result.check;
  const kind = state === 'right' ? 'good' : state === 'wrong' ? 'bad' : 'unknown';
  const list = state === 'wrong' ? html`<ul>${problems.map((each) => html`<li>${each}</li>`)}</ul>` : '';
  return html`<section class="verdicts" aria-label="Verdict">
${verdict(kind, 'wide', html`<p>${checkWords(result.check)}</p>${list}`)}
${judged.map(goalVerdict)}
${warnings(result).map((each) => verdict('warn', 'wide', html`<p>${each}</p>`))}
</section>`;
}

function goalVerdict(judged: JudgedGoal): Markup {
  const { about } = judged.goal.measure;
  return verdict(
    judged.met ? 'good' : 'bad',
    'goal',
    html`<p>Goal ${goalWords(judged)} <small>${about}</small></p>`,
  );
}

/** The mark of a verdict, and the word that a screen reader has for it. */
const signs = {
  good: ['✓', 'Passed'],
  bad: ['✗', 'Failed'],
  warn: ['!', 'Note'],
  unknown: ['?', 'Not known'],
} as const;

function verdict(kind: keyof typeof signs, shape: 'wide' | 'goal', content: Markup): Markup {
  const [sign, word] = signs[kind];
  return html`<div class="verdict ${kind} ${shape}"><b role="img" aria-label="${word}">${sign}</b>${content}</div>`;
}

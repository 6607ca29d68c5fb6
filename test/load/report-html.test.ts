import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseGoals } from '../../client/load/fail-on.ts';
import { htmlReport } from '../../client/load/report/html.ts';
import { html } from '../../client/load/report/markup.ts';
import type { LoadResult } from '../../client/load/result.ts';
import { mixedResult, sampleResult } from './sample-result.ts';

const goals = parseGoals('p99<150ms,rate>80000');
if ('problem' in goals) throw new Error(goals.problem);

const evil = `</style></title><script>alert(1)</script><img src=x onerror='alert("2")'>&amp;\u202e`;

const hostile: LoadResult = {
  ...sampleResult,
  startedAt: evil,
  options: { ...sampleResult.options, url: evil, ledger: evil },
  environment: { machine: evil, platform: evil, node: evil, florin: evil },
  commands: { ...sampleResult.commands, refused: { [evil]: 3 } },
  hub: sampleResult.hub && { ...sampleResult.hub, version: evil, durability: evil },
  check: { ...sampleResult.check, state: 'wrong', problems: [evil] },
};

const bare: LoadResult = {
  ...sampleResult,
  acknowledgement: { ...sampleResult.acknowledgement, count: 0, curve: [] },
  watching: undefined,
  timeline: [],
  hub: undefined,
  hubAbsence: 'restarted',
};

describe('the page', () => {
  test.each([
    ['a usual run', sampleResult],
    ['a run without figures', bare],
    ['hostile text', hostile],
    ['a run of one second', { ...sampleResult, timeline: sampleResult.timeline.slice(0, 1) }],
  ])('is well-formed and loads nothing: %s', (_, result) => {
    const page = htmlReport(result, goals);
    expectWellFormed(page);
    expect(page).not.toMatch(/<(?:script|link|img|iframe|object|embed|base|form|a)\b/i);
    expect(page.replace(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*\s(?:src|href|style|on\w+)=/i);
    expect(page).not.toMatch(/@import|url\(/);
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });

  test('allows its own style and nothing else', () => {
    const page = htmlReport(hostile, goals);
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`content="default-src 'none'; style-src 'sha256-${hash}'"`);
    expect(style).toContain('prefers-color-scheme: dark');
  });

  test('shows text from elsewhere as text', () => {
    const page = htmlReport(hostile, goals);
    const shown =
      '&#60;/style&#62;&#60;/title&#62;&#60;script&#62;alert(1)&#60;/script&#62;&#60;img src=x onerror=&#39;alert(&#34;2&#34;)&#39;&#62;&#38;amp;\\u{202e}';
    // Moment twice, address and ledger, machine and software twice each, refusals, hub twice, problem.
    expect(page.split(shown).length - 1).toBeGreaterThanOrEqual(10);
    expect(page).not.toContain('<script');
    expect(page).not.toContain('\u202e');
  });

  test('tells the verdicts in words as well', () => {
    const page = htmlReport(hostile, goals);
    expect(page).toContain('<div class="verdict bad wide"><b role="img" aria-label="Failed">✗</b>');
    expect(page).toContain(
      'aria-label="Passed">✓</b><p>Goal p99&#60;150ms: 102 ms <small>from a command to its acknowledgement, 99 %</small></p>',
    );
    expect(page).toContain('aria-label="Failed">✗</b><p>Goal rate&#62;80000: 76,100/s <small>');
    expect(htmlReport(sampleResult, [])).toContain('<div class="verdict good wide">');
    const unknown = { ...sampleResult.check, state: 'interrupted' as const, problems: ['Not checked.'] };
    const early = htmlReport({ ...sampleResult, interrupted: true, seconds: 4, check: unknown }, []);
    expect(early).toContain('aria-label="Not known">?</b><p>Not checked.</p></div>');
    expect(early).toContain('aria-label="Note">!</b><p>Interrupted after 4.00 of 10.0 s.</p></div>');
  });
});

describe('a chart', () => {
  test('has a title and a description that its picture refers to', () => {
    const page = htmlReport(sampleResult, []);
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const pictures = [...page.matchAll(/<svg role="img" aria-labelledby="([^"]*)"/g)];
    expect(pictures).toHaveLength(3);
    for (const [, labels = ''] of pictures) {
      for (const label of labels.split(' ')) expect(ids).toContain(label);
    }
    expect(page).toContain(
      'Latency acknowledged: p50 31.5 ms, p90 56.8 ms, p99 102 ms, p99.9 158 ms, max 309 ms; watched:',
    );
  });

  test('gives each nine of the latency curve the same room', () => {
    const curve = [0, 0.9, 0.99, 0.999, 0.9999, 1].map((share, nth) => ({ share, ms: 10 * (nth + 1) }));
    const { acknowledgement } = sampleResult;
    const page = htmlReport(
      { ...sampleResult, acknowledgement: { ...acknowledgement, curve }, watching: undefined },
      [],
    );
    expect(page).toContain('<path class="line first" d="M0 800L250 600L500 400L750 200L1000 0"/>');
    for (const [at, label] of [
      ['0%', '0'],
      ['25%', '90'],
      ['50%', '99'],
      ['75%', '99.9'],
      ['100%', '99.99'],
    ]) {
      expect(page).toContain(`<text x="${at}" y="100%" dy="1.5em">${label}</text>`);
    }
  });

  test('shows throughput as steps and interrupts a line where there is no figure', () => {
    const timeline = [10, 20, 30, 40].map((acknowledged, index) => ({
      second: index + 1,
      acknowledged,
      acknowledgementP99: index === 1 ? undefined : 25,
      watchingP99: undefined,
    }));
    const page = htmlReport({ ...sampleResult, timeline }, []);
    expect(page).toContain('d="M0 750L250 750L250 500L500 500L500 250L750 250L750 0L1000 0"/>');
    expect(page).toContain('d="M125 0M625 0L875 0"/>');
    expect(page).toContain('<circle class="lone" cx="12.5%" cy="0%" r="4"><title>0 to 1 s: 25.0 ms</title>');
  });

  test('has a tick at its last second, though the run ended just before', () => {
    const timeline = [1, 2, 3, 3.9995].map((second) => ({
      second,
      acknowledged: 5,
      acknowledgementP99: undefined,
      watchingP99: undefined,
    }));
    const page = htmlReport({ ...sampleResult, timeline }, []);
    expect(page).toContain('<text x="75.009%" y="100%" dy="1.5em">3</text>');
    expect(page).toContain('<text x="100%" y="100%" dy="1.5em">4</text>');
  });

  test('merges the seconds of a long run', () => {
    const timeline = Array.from({ length: 86_400 }, (_, index) => ({
      second: index + 1,
      acknowledged: 100,
      acknowledgementP99: index === 40_000 ? 77 : 5,
      watchingP99: undefined,
    }));
    const page = htmlReport({ ...sampleResult, timeline }, []);
    expect(page.length).toBeLessThan(200_000);
    expect(page).toContain('<td>100</td><td>77.0</td>');
    expect(page).toContain('acknowledged: 5.00 ms to 77.0 ms');
  });
});

test('markup escapes what is inserted and keeps markup', () => {
  const inner = html`<b>${'<i>'}</b>`;
  expect(html`<p title="${'"&\''}">${[inner, inner]}${7}</p>`.text).toBe(
    '<p title="&#34;&#38;&#39;"><b>&#60;i&#62;</b><b>&#60;i&#62;</b>7</p>',
  );
});

/** Every element is closed, in order. */
function expectWellFormed(page: string): void {
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
  const open: string[] = [];
  for (const [, closing, name = '', selfClosed] of page.matchAll(
    /<(\/?)([a-z][a-z0-9]*)(?:\s[^>]*?)?(\/?)>/gi,
  )) {
    if (name === 'meta' || selfClosed === '/') continue;
    if (closing === '/') expect(open.pop()).toBe(name);
    else open.push(name);
  }
  expect(open).toEqual([]);
}

test('a mixed run has a table of its kinds', () => {
  const page = htmlReport(mixedResult, []);
  expect(page).toContain('By kind, latency in ms');
  expect(page).toMatch(/<th scope="row">hold<\/th><td>83,000<\/td><td>12<\/td><td>30\.4<\/td>/);
  expect(htmlReport(sampleResult, [])).not.toContain('By kind');
});

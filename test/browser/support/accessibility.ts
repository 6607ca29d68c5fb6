import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/**
 * What axe-core finds in the page as it is now that locks somebody out: every place with a violation of impact
 * serious or critical, a line each with its rule, its selector and what to do about it.
 */
export async function seriousProblems(page: Page): Promise<string[]> {
  // By way of the debugger, as no script of another origin than the page's own gets past its content policy.
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('Runtime.evaluate', { expression: await readFile(axeFile, 'utf8') });
  } finally {
    await session.detach();
  }
  const { violations } = await page.evaluate<AxeResults>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => {
        const summary = failureSummary.replaceAll(/\s+/g, ' ');
        return `${id} at ${target.join(' ')}: ${summary}`;
      }),
    );
}

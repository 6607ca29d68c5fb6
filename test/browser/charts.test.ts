import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { connect } from '../../client/sdk/index.ts';
import { ServerProcess } from '../support/server-process.ts';
import { test } from './support/browser-test.ts';

test('a chart is zoomed into by dragging, and out again by its button or a double click', async ({
  browser,
}) => {
  await using hub = await ServerProcess.start();
  await using sdk = connect(hub.url);
  for (let amount = 1; amount <= 20; amount += 1)
    await sdk.transfer({ from: 'A', to: 'B', amount: String(amount) });
  await using watched = await browser.open(`${hub.pageUrl}#/account/A`);
  const { page } = watched;
  const chart = page.locator('line-chart');
  await page.getByText('That is all.').waitFor();
  const { x, y, width } = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0 };
  const drawn = (): Promise<string> =>
    chart
      .locator('canvas')
      .evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : ''));
  await page.mouse.move(x + width / 2, y + 300);
  const whole = await drawn();

  const drag = async (): Promise<void> => {
    await page.mouse.move(x + width / 3, y + 80);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + 80, { steps: 4 });
    await page.mouse.up();
    await page.mouse.move(x + width / 2, y + 300);
  };
  await drag();
  await page.getByRole('button', { name: 'Zoom out' }).waitFor();
  expect(await drawn()).not.toBe(whole);
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await page.getByText('drag to zoom').waitFor();
  expect(await drawn()).toBe(whole);

  await drag();
  await page.getByRole('button', { name: 'Zoom out' }).waitFor();
  await chart.dblclick({ position: { x: 100, y: 80 } });
  await page.getByText('drag to zoom').waitFor();
});

/** Has what charts write kept from now on; the result tells what was written since it was last asked. */
async function written(page: Page): Promise<() => Promise<string[]>> {
  const kept = await page.evaluateHandle(() => {
    const texts: string[] = [];
    const { prototype } = CanvasRenderingContext2D;
    const { fillText } = prototype;
    prototype.fillText = function (text, ...place) {
      texts.push(text);
      fillText.call(this, text, ...place);
    };
    return texts;
  });
  return () => kept.evaluate((texts) => texts.splice(0));
}

test.for([
  { scale: 2, amounts: ['1000000123.45', '0.01'], reading: '1,000,000,123.46' },
  // Doubles do not tell these two apart.
  { scale: 2, amounts: ['90000000000000000.01', '0.01'], reading: '90,000,000,000,000,000.02' },
  { scale: 7, amounts: ['0.0000001', '0.0000002'], reading: '0.0000003' },
])(
  'a chart tells the balance $reading to its last digit',
  async ({ scale, amounts, reading }, { browser }) => {
    await using hub = await ServerProcess.start();
    await using sdk = connect(hub.url);
    await sdk.createLedger({ ledger: 'fine', asset: 'EUR', scale });
    await sdk.open({ account: 'till', ledger: 'fine' });
    for (const amount of amounts) await sdk.deposit({ account: 'till', amount });
    await using watched = await browser.open(`${hub.pageUrl}#/account/till`);
    const { page } = watched;
    await page.getByText('That is all.').waitFor();
    const texts = await written(page);
    const { x, y, width } = (await page.locator('line-chart').boundingBox()) ?? { x: 0, y: 0, width: 0 };
    await page.mouse.move(x + width - 10, y + 80);
    const told = await texts();
    expect(told.filter((text) => text.includes('Balance'))[0]).toMatch(
      new RegExp(`Balance ${reading.replaceAll('.', '\\.')}$`),
    );
    const axis = told.filter((text) => !/[:B]/.test(text));
    expect(axis.length).toBeGreaterThan(1);
    for (const label of axis) expect(label).toMatch(/^[\d,]+(\.\d+)?$/);
  },
);

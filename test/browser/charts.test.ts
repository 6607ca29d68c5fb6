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

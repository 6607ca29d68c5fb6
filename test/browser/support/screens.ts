import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Where things stand on the page, as a person finds them. */

/** The row of an account in the list. */
export function rowOf(page: Page, account: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name: account, exact: true }) });
}

/** Waits until the list shows this balance of an account, as one that is live. */
export async function showsBalance(page: Page, account: string, balance: string): Promise<void> {
  const live = page.locator('.row:not(.old)').filter({
    has: page.getByRole('link', { name: account, exact: true }),
  });
  await live.getByRole('cell').nth(1).getByText(balance, { exact: false }).waitFor();
}

/** What the page says of its connection. */
export function standing(page: Page): Locator {
  return page.locator('.standing');
}

/** The form that moves money, opened by its key. */
export async function openForm(page: Page, key: 'd' | 't' | 'w'): Promise<Locator> {
  await standing(page).waitFor();
  await page.keyboard.press(key);
  const form = page.getByRole('dialog');
  await form.waitFor();
  return form;
}

/** Chooses what the form asks for less often. */
export async function chooseOther(form: Locator, kind: string): Promise<void> {
  await form.getByLabel('Something else').selectOption({ label: kind });
}

/** Fills fields by their labels. */
export async function fill(form: Locator, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(fields))
    await form.getByLabel(label, { exact: true }).fill(text);
}

/** Presses the button that sends what the form says. */
export async function send(form: Locator): Promise<void> {
  await form.locator('button[type=submit]').click();
}

/** The key that the form would send under, or has sent under. */
export async function keyOf(form: Locator): Promise<string> {
  return (await form.locator('.key code').textContent()) ?? '';
}

/** Gives up what the form, or an order of it, waits for: in two steps. */
export async function forget(within: Locator): Promise<void> {
  await within.getByText('Forget it…').click();
  await within.getByText('This takes nothing back').waitFor();
  await within.getByRole('button', { name: 'Forget it' }).click();
}

/** Waits for what became of the command: its title and its words. */
export async function became(form: Locator, title: string, words: RegExp | string): Promise<void> {
  const outcome = form.getByRole('status');
  await outcome.getByText(title, { exact: true }).waitFor();
  await outcome.getByText(words).waitFor();
  expect(await outcome.textContent()).toContain(title);
}

import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';

/** A share of `npm run fuzz`, with a fixed seed. */

const messages = 100_000;
const seed = 20_261_123;

test('100,000 messages, right ones and others: each is answered as it has to be, and what is refused leaves no trace', {
  timeout: 600_000,
}, async () => {
  const { usage, books, ...counts } = await fuzz({ seed, messages });
  expect(counts.messages).toBeGreaterThanOrEqual(messages);
  expect(books.transactions).toBeGreaterThan(0);
  expect(books.refusals).toBeGreaterThan(0);
  // What it keeps, it keeps for the commands that were right.
  const [first, last] = [usage.at(1), usage.at(-1)];
  expect((last?.heapBytes ?? 0) - (first?.heapBytes ?? 0)).toBeLessThan(heapGrowthMax);
});

/** The newest 10,000 transactions, some thousand accounts and open holds. */
const heapGrowthMax = 32 * 2 ** 20;

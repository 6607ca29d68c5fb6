import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DataError } from '../../server/data-error.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { Fold } from './fold.ts';
import { answersOf, busyBank, rightAnswers, ViewsFiles } from './views-files.ts';

const flips = 60;

test('a bit that flipped in the views changes no answer: they fail or are made anew, and then are right', async () => {
  const fold = new Fold(busyBank().records);
  const right = rightAnswers(fold);
  await using files = await ViewsFiles.of(busyBank());
  const whole = readFileSync(files.viewsFile);
  const random = seededRandom(20_261_122);

  /** Whether the views answered, and from where they began. Where they fail the next ones have to be right. */
  const answer = (what: string): Promise<{ at: number; answered: boolean }> =>
    files.use(async (views, journal) => {
      const { at } = views;
      try {
        expect(await answersOf(views, journal.head.number, fold), what).toEqual(right);
        return { at, answered: true };
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        return { at, answered: false };
      }
    });

  let [madeAnew, failed] = [0, 0];
  for (let nth = 0; nth < flips; nth += 1) {
    const flipped = Buffer.from(whole);
    const place = Math.floor(random() * whole.length);
    const bit = 1 << Math.floor(random() * 8);
    flipped.writeUInt8(flipped.readUInt8(place) ^ bit, place);
    writeFileSync(files.viewsFile, flipped);
    const what = `bit ${bit} of byte ${place}`;
    const first = await answer(what);
    if (first.at === 0) madeAnew += 1;
    if (first.answered) continue;
    failed += 1;
    expect(await answer(what)).toEqual({ at: 0, answered: true });
  }
  expect(madeAnew).toBeGreaterThan(0);
  expect(failed).toBeGreaterThan(0);
});

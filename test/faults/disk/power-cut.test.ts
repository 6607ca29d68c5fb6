import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DiskState } from './disk-state.ts';
import { cutPower } from './power-cut.ts';
import { record } from './recording.ts';
import { noStrace } from './strace.ts';

/** CI's share of `npm run power-cut`. */

const missing = noStrace();
if (missing !== undefined) console.warn(`SKIPPED: power cuts are not tested, as ${missing}`);

const seed = Number(process.env.FLORIN_SEED ?? 20_261_123);
const everyTenth = { verifyEvery: 10, startEvery: 100 };

test.skipIf(missing !== undefined)(
  'whatever a power cut leaves of the disk opens, and has all that anybody was told of',
  { timeout: 300_000 },
  async () => {
    await using recording = await record({
      seed,
      frames: [60, 800, 60],
      left: (root, steps) => {
        const disk = new DiskState();
        for (const step of steps) disk.take(step);
        const whole = disk.image(() => 0.2);
        expect(whole.has(`${root}/data/journal.sqlite-wal`)).toBe(true);
        for (const [path, content] of whole) {
          expect(existsSync(path), path).toBe(true);
          expect(readFileSync(path).equals(content), `${path} is as the recording says`).toBe(true);
        }
      },
    });
    expect(await cutPower(recording, { images: 200, seed, ...everyTenth })).toEqual({
      images: 200,
      lost: 0,
      verified: 20,
      started: 2,
    });
  },
);

test.skipIf(missing !== undefined)(
  'a journal that is not made durable with each commit is found out',
  { timeout: 300_000 },
  async () => {
    const imports = [new URL('./synchronous-normal.js', import.meta.url)];
    await using recording = await record({ seed, frames: [60, 60, 60], imports });
    const { lost } = await cutPower(recording, { images: 40, seed, ...everyTenth, mayLose: true });
    expect(lost).toBeGreaterThan(0);
  },
);

/** A run that ends while a commit is on its way to the disk: what it has written can be read, and is not durable. */
const interrupted = ['fsync:error=EIO:when=40+', 'fsync:signal=SIGKILL:when=40'] as const;

test.skipIf(missing !== undefined).each(interrupted)(
  'what a hub finds that %s has ended becomes durable before anybody is told of it',
  { timeout: 300_000 },
  async (injected) => {
    await using recording = await record({ seed, frames: [400, 40, 40], injected });
    const { lost } = await cutPower(recording, { images: 60, seed, ...everyTenth });
    expect(lost).toBe(0);
  },
);

import { parseArgs } from 'node:util';
import { cutPower } from './power-cut.ts';
import { record } from './recording.ts';
import { noStrace } from './strace.ts';

/** `npm run power-cut -- --images 10000 --seed 1`: see docs/RELIABILITY.md. `--normal` shows what the mistake costs. */

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    normal: { type: 'boolean', default: false },
  },
});
const [images, firstSeed] = [Number(values.images), Number(values.seed)];
const imagesPerRecording = 500;
const imports = values.normal ? [new URL('./synchronous-normal.js', import.meta.url)] : [];

const missing = noStrace();
if (missing !== undefined) throw new Error(missing);
const total = { images: 0, lost: 0, started: 0, verified: 0 };
for (let seed = firstSeed; total.images < images; seed += 1) {
  await using recording = await record({ seed, frames: [300, 1_200, 150], imports });
  const result = await cutPower(recording, {
    images: Math.min(imagesPerRecording, images - total.images),
    seed,
    verifyEvery: 10,
    startEvery: 100,
    mayLose: values.normal,
  });
  total.images += result.images;
  total.lost += result.lost;
  total.started += result.started;
  total.verified += result.verified;
  const { commits } = recording.truth;
  process.stdout.write(
    `seed ${seed}: ${recording.steps.length} steps, ${commits} commits; in all ${total.images} images, ${total.verified} verified, ${total.started} started, ${total.lost} lost something\n`,
  );
}

import { addCounts } from '../../support/add-counts.ts';
import { runOptions } from '../../support/run-options.ts';
import { counted } from '../../support/run-report.ts';
import { cutPower } from './power-cut.ts';
import { record } from './recording.ts';
import { endWithoutStrace } from './strace.ts';

/** `npm run power-cut -- --images 10000 --seed 1`: see docs/RELIABILITY.md. `--normal` shows what the mistake costs. */

const purpose =
  'Cuts the power of a hub at any write, and looks at what its disk may hold then: all that was told.';
const {
  images,
  seed: firstSeed,
  normal,
} = runOptions({ name: 'power-cut', purpose }, (line) => ({
  images: line.whole('images', { usual: 10_000, help: 'how many disks to look at' }),
  seed: line.seed('seed', 'of the first recording; the next has the next'),
  normal: line.flag('normal', 'the hub makes the mistake of synchronous=NORMAL: shows what it loses'),
}));
const imagesPerRecording = 500;
const imports = normal ? [new URL('./synchronous-normal.js', import.meta.url)] : [];

endWithoutStrace();
const total = { images: 0, lost: 0, started: 0, verified: 0 };
for (let seed = firstSeed; total.images < images; seed += 1) {
  await using recording = await record({ seed, frames: [300, 1_200, 150], imports });
  const result = await cutPower(recording, {
    images: Math.min(imagesPerRecording, images - total.images),
    seed,
    verifyEvery: 10,
    startEvery: 100,
    mayLose: normal,
  });
  addCounts(total, result);
  const { commits } = recording.truth;
  process.stdout.write(
    `seed ${seed}: ${recording.steps.length} steps, ${counted(commits, 'commit')}; in all ${counted(total.images, 'image')}, ${total.verified} verified, ${total.started} started, ${total.lost} lost something\n`,
  );
}

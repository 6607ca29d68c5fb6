import { expect, test } from 'vitest';
import { seededRandom } from '../../support/seeded-random.ts';
import { type DiskFault, faultWords, runFaulty } from './faulty-disk.ts';
import { noStrace } from './strace.ts';

/** CI's share of `npm run disk-errors`: what every run checks stands at `runFaulty`. */

const missing = noStrace();
if (missing !== undefined) console.warn(`SKIPPED: errors of a disk are not tested, as ${missing}`);

const frames = 12;

/** After one of these nobody can tell what is durable: the hub says so and ends. */
const broken: readonly DiskFault[] = [
  { file: 'journal.sqlite-wal', call: 'fsync', error: 'EIO', when: '5' },
  { file: 'journal.sqlite-wal', call: 'fsync', error: 'ENOSPC', when: '4+' },
  { file: 'journal.sqlite-wal', call: 'pwrite64', error: 'EIO', when: '9' },
];

test.skipIf(missing !== undefined).each(broken.map((fault) => [faultWords(fault), fault] as const))(
  '%s: the hub stops without a word to anyone, and starts again with all that was told',
  { timeout: 120_000 },
  async (_, fault) => {
    const run = await runFaulty(fault, frames, seededRandom(1));
    expect(run).toMatchObject({ served: true, exitCode: 1, unavailable: 0 });
    expect(run.output).toMatch(/florin-server stops: .*journal\.sqlite: cannot be read or written/);
    expect(run.output).toContain('See to the disk that it is on.\n');
  },
);

test.skipIf(missing !== undefined)(
  'where the journal has no room, commands are turned away until it has, and the hub serves on',
  { timeout: 120_000 },
  async () => {
    const fault = { file: 'journal.sqlite-wal', call: 'pwrite64', error: 'ENOSPC', when: '9..10' } as const;
    const run = await runFaulty(fault, frames, seededRandom(1));
    expect(run).toMatchObject({ served: true, exitCode: 0 });
    expect(run.unavailable).toBeGreaterThan(0);
    expect(run.answered).toBeGreaterThanOrEqual(frames);
  },
);

// A start writes the first dozen.
const viewsFaults: readonly DiskFault[] = [
  { file: 'views.sqlite-wal', call: 'pwrite64', error: 'EIO', when: '30' },
  { file: 'views.sqlite-wal', call: 'pwrite64', error: 'ENOSPC', when: '30..31' },
];

test.skipIf(missing !== undefined).each(viewsFaults.map((fault) => [faultWords(fault), fault] as const))(
  '%s: money moves on, for the journal has everything',
  { timeout: 120_000 },
  async (_, fault) => {
    const run = await runFaulty(fault, frames, seededRandom(1));
    expect(run).toMatchObject({ served: true, exitCode: 0 });
    expect(run.answered).toBeGreaterThanOrEqual(frames);
  },
);

test.skipIf(missing !== undefined)(
  'a journal that cannot be opened is not started on, and what to do is said',
  { timeout: 120_000 },
  async () => {
    const fault = { file: 'journal.sqlite', call: 'openat', error: 'EIO', when: '1+' } as const;
    const run = await runFaulty(fault, frames, seededRandom(1));
    expect(run).toMatchObject({ served: false, exitCode: 1 });
    expect(run.output).toMatch(/cannot start: .*journal\.sqlite: /);
  },
);

import { runOptions } from '../../support/run-options.ts';
import { RunClock } from '../../support/run-report.ts';
import { describe } from '../checker/check.ts';
import { campaignText, killsPerFolder, runCampaign } from './campaign.ts';

/** `npm run kill -- --kills 1000 --seed 1`: see docs/RELIABILITY.md. Exit codes: 0 all is well, 1 not, 2 wrong options. */

const purpose =
  'Kills a real hub under load at named points and at any time, and checks what everyone was told.';
const { kills, seed, parallel } = runOptions({ name: 'kill', purpose }, (line) => ({
  kills: line.whole('kills', { usual: 1_000, help: `how many kills; ${killsPerFolder} a data folder` }),
  seed: line.seed('seed', 'of the first data folder; the next has the next'),
  parallel: line.whole('parallel', { usual: 2, most: 64, help: 'hubs at once' }),
}));
const clock = new RunClock();
let done = 0;

const campaign = await runCampaign({
  kills,
  seed,
  parallel,
  done(episode) {
    const { counts, killedAt, violations } = episode;
    done += killedAt.length;
    process.stdout.write(
      `${done} of ${kills} kills, ${clock.seconds} s: seed ${episode.seed}, ${counts.commands} commands, ${violations.length === 0 ? 'nothing wrong' : 'WRONG'}\n`,
    );
    if (violations.length === 0) return;
    const again = `npm run kill -- --kills ${killsPerFolder} --seed ${episode.seed} --parallel 1`;
    process.stdout.write(`${describe(violations)}\nagain: ${again}\n`);
  },
});
process.stdout.write(`\n${campaignText(campaign)}\n`);
process.exitCode = campaign.wrong.length === 0 ? 0 : 1;

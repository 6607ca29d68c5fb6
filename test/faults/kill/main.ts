import { parseArgs } from 'node:util';
import { describe } from '../checker/check.ts';
import { campaignText, killsPerFolder, runCampaign } from './campaign.ts';

/** `npm run kill`: kills a real hub under load at named points and at any time, and checks what everyone was told. */

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    parallel: { type: 'string', default: '2' },
  },
});
const [kills, seed, parallel] = [Number(values.kills), Number(values.seed), Number(values.parallel)];
const beganMs = performance.now();
let done = 0;

const campaign = await runCampaign({
  kills,
  seed,
  parallel,
  done(episode) {
    const { counts, killedAt, violations } = episode;
    done += killedAt.length;
    const seconds = ((performance.now() - beganMs) / 1_000).toFixed(0);
    process.stdout.write(
      `${done} of ${kills} kills, ${seconds} s: seed ${episode.seed}, ${counts.commands} commands, ${violations.length === 0 ? 'nothing wrong' : 'WRONG'}\n`,
    );
    if (violations.length === 0) return;
    const again = `npm run kill -- --kills ${killsPerFolder} --seed ${episode.seed} --parallel 1`;
    process.stdout.write(`${describe(violations)}\nagain: ${again}\n`);
  },
});
process.stdout.write(`\n${campaignText(campaign)}\n`);
process.exitCode = campaign.wrong.length === 0 ? 0 : 1;

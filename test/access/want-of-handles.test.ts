import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { revokeToken } from '../../server/tools/tokens.ts';
import { GuardedHub, tokenOf } from '../support/guarded-hub.ts';
import { patience } from '../support/patience.ts';

/** Has a process do with so many open files. */
function letOpen(pid: number, files: number): void {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${files}:`]);
}

test.runIf(process.platform === 'linux')(
  'a token that is taken away while the hub can open no file ends as soon as it can (R136)',
  async () => {
    let till = '';
    await using hub = await GuardedHub.start((data) => {
      till = tokenOf(data, 'till', 'read:A');
    });
    const client = await hub.connect(till);
    const { pid = 0 } = hub.server;
    const open = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
    let free = 0;
    while (open.has(free)) free += 1;
    letOpen(pid, free);
    revokeToken(hub.server.data, 'till');
    await expect.poll(() => hub.server.output, patience).toContain('the tokens cannot be read');
    expect(await client.ask({ t: 'ping', id: 1 })).toMatchObject({ t: 'pong' });
    letOpen(pid, 1_000);
    expect(await client.closed()).toMatchObject({ code: 4501 });
    expect(hub.server.output.match(/the tokens cannot be read/g)).toHaveLength(1);
  },
);

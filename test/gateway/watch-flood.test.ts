import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { done, doneAll, openAccounts } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

const watches = 200;

test.each(['all', 'latest'])(
  'watches in mode %s of one connection that are owed more than may wait for it all reach the newest seq (R84, R88)',
  async (mode) => {
    await using server = await ServerProcess.start({ args: ['--no-demo'] });
    await using client = await RawClient.connect(server.url);
    await openAccounts(client, 'L', { A: '0' });
    const reader = new WebSocket(server.url, 'florin.v1');
    await once(reader, 'open');
    const reached = new Map<number, number>();
    let closed: number | undefined;
    let wake: () => void = () => undefined;
    reader.on('close', (code) => {
      closed = code;
      wake();
    });
    reader.on('message', (data) => {
      for (const line of data.toString().split('\n')) {
        const [, watch, seq] =
          /^{"t":"(?:watching|tx|balances|snapshot)".*?"watch":(\d+).*?"seq":(\d+)/.exec(line) ?? [];
        if (watch !== undefined) reached.set(Number(watch), Number(seq));
      }
      wake();
    });
    /** Resolves once as many watches as there are know of this seq, or the hub has closed. */
    const allReach = async (newest: number): Promise<void> => {
      while (closed === undefined) {
        const there = [...reached.values()].filter((seq) => seq >= newest).length;
        if (there === watches) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    };
    for (let id = 1; id <= watches; id += 1)
      reader.send(JSON.stringify({ t: 'watch', id, accounts: ['A'], mode }));
    await allReach(0);
    const memo = 'm'.repeat(140);
    await doneAll(
      client,
      Array.from({ length: 2_000 }, () => ({ t: 'deposit', account: 'A', amount: '0.01', memo })),
    );
    const { seq } = await done(client, { t: 'deposit', account: 'A', amount: '0.01' });
    await allReach(seq);
    expect(closed).toBeUndefined();
    reader.terminate();
  },
);

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { FlorinProcess, florin, mainFile, ndjson } from './florin-process.ts';

it('watch in a pipe prints where things stand, then a line a change, until it is interrupted', async () => {
  await using server = await ServerProcess.start();
  await using watch = new FlorinProcess(['watch', 'a', 'B'], server);
  await watch.printed('"account":"B"');
  await florin(server, ['transfer', 'A', 'C', '5', 'rent']);
  await watch.printed('"event":"change"');
  watch.signal('SIGINT');
  expect(await watch.ended()).toBe(130);
  expect(watch.stderr).toBe('("a" taken as "A")\n');
  expect(ndjson(watch.stdout)).toMatchObject([
    { event: 'snapshot', account: 'A', balance: '1000.00' },
    { event: 'snapshot', account: 'B', balance: '500.00' },
    { event: 'change', account: 'A', balance: '995.00', delta: '-5.00', tx: { memo: 'rent' } },
  ]);
});

it('watch goes on after the hub has been killed and started again', async () => {
  await using server = await ServerProcess.start();
  await using watch = new FlorinProcess(['watch', '--ledger', 'demo'], server);
  await watch.printed('"account":"C"');
  await server.restart();
  await florin(server, ['deposit', 'C', '5']);
  await watch.printed('"balance":"805.00"');
  expect(watch.stderr).toContain('connection lost, reconnecting');
});

it('watch ends quietly when its reader has gone, though nothing changes', async () => {
  await using server = await ServerProcess.start();
  const shell = spawn('sh', ['-c', `"${process.execPath}" "${mainFile}" watch | head -1`], {
    env: { PATH: process.env.PATH, FLORIN_URL: server.url },
  });
  let output = '';
  let problems = '';
  shell.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  shell.stderr.on('data', (chunk: Buffer) => {
    problems += chunk.toString();
  });
  // The pipeline's stderr is the program's too, so this waits for both of its ends.
  const [code] = await once(shell, 'close');
  expect({ code, problems }).toEqual({ code: 0, problems: '' });
  expect(ndjson(output)).toMatchObject([{ event: 'snapshot', account: 'A' }]);
});

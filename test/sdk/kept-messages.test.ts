import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

const frames = 500;
const linesPerFrame = 150;

/** Reads frames of some 64 KiB, keeps one message of each, and prints by how many bytes the heap has grown. */
const program = `
  import { decodeMessages } from ${JSON.stringify(new URL('../../client/sdk/messages.js', import.meta.url).href)};

  const long = (name, number) => 'an-' + name + '-with-a-long-name-' + number;
  const money = (number) => String(number).padStart(9, '1') + '00000.00';
  const account = (number) => '{"account":"' + long('account', number) + '","ledger":"' + long('ledger', number) +
    '","asset":"' + long('as', number).slice(0, 16) + '","balance":"' + money(number) + '","available":"' +
    money(number + 1) + '","version":1}';
  const leg = (number) => '{"account":"' + long('account', number) + '","delta":"-' + money(number) +
    '","balance":"' + money(number) + '","available":"' + money(number + 1) + '","version":1}';
  const lines = {
    balances: (number) => '{"t":"balances","watch":1,"prev":1,"seq":2,"accounts":[' + account(number) + ']}',
    tx: (number) => '{"t":"tx","watch":1,"prev":1,"tx":{"seq":2,"at":"2026-01-31T12:00:00.' + number + 'Z","key":"' +
      long('key', number) + '","kind":"transfer","by":"' + long('principal', number) + '","ledger":"' +
      long('ledger', number) + '","amount":"' + money(number) + '","memo":"' + long('memo', number) + '","legs":[' +
      leg(number) + ',' + leg(number + 1) + ']}}',
  };
  const line = lines[process.argv[1]];
  const kept = [];
  const readFrames = (count) => {
    for (let frame = 0; frame < count; frame += 1) {
      const text = Buffer.from(Array.from({ length: ${linesPerFrame} }, (_, at) => line(frame * 1_000 + at)).join('\\n'));
      kept.push(decodeMessages(text.toString())[frame % ${linesPerFrame}]);
    }
    gc();
    return process.memoryUsage().heapUsed;
  };
  console.log(-readFrames(20) + readFrames(${frames}));
`;

test.each(['tx', 'balances'])('whoever keeps a message of type %s does not keep its frame', async (t) => {
  const { stdout } = await run(process.execPath, [
    '--expose-gc',
    '--input-type=module',
    '--eval',
    program,
    t,
  ]);
  // A frame has more than 20,000 bytes, what is read of one line has fewer than 2,000.
  expect(Number(stdout) / frames).toBeLessThan(4_000);
});

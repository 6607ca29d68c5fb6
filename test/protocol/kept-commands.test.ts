import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

const frames = 300;

/** Reads frames of nearly 64 KiB that are mostly pings, keeps the transfer of each, and prints how the heap has grown. */
const program = `
  import { decodeFrame } from ${JSON.stringify(new URL('../../shared/codec.js', import.meta.url).href)};

  const ping = (number) => '{"t":"ping","id":"' + String(number).padStart(60, 'p') + '"}';
  const transfer = (number) => '{"t":"transfer","id":' + number + ',"key":"' + String(number).padStart(40, 'k') +
    '","from":"' + String(number).padStart(40, 'a') + '","to":"' + String(number).padStart(40, 'b') + '","amount":"1.00"}';
  const kept = [];
  const readFrames = (count) => {
    for (let frame = 0; frame < count; frame += 1) {
      const lines = Array.from({ length: 700 }, (_, at) => ping(frame * 1_000 + at));
      lines[frame % 700] = transfer(frame);
      const text = Buffer.from(lines.join('\\n')).toString();
      kept.push([...decodeFrame(text)].filter(({ request }) => request?.t === 'transfer'));
    }
    gc();
    return process.memoryUsage().heapUsed;
  };
  console.log(-readFrames(20) + readFrames(${frames}), kept.every((each) => each.length === 1));
`;

test('commands that wait do not keep the long frames that brought them', async () => {
  const flags = ['--expose-gc', '--input-type=module', '--eval', program];
  const { stdout } = await run(process.execPath, flags);
  const [grown, isWhole] = stdout.trim().split(' ');
  expect(isWhole).toBe('true');
  // A frame has more than 50,000 bytes.
  expect(Number(grown) / frames).toBeLessThan(4_000);
});

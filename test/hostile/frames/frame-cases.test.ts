import { afterAll, describe, expect, test } from 'vitest';
import { ServerProcess } from '../../support/server-process.ts';
import { BarePeer, closeIn, pongsIn, saidIn } from './bare-peer.ts';
import { type FrameCase, frameCases } from './cases.ts';
import { opcodes, text } from './client-frame.ts';

/** What the hub answers to each row of the table, however its bytes are cut. */

const server = await ServerProcess.start({ args: ['--no-demo'] });
afterAll(() => server[Symbol.asyncDispose]());

type Segments = (sends: readonly Buffer[]) => readonly Buffer[];
const cut =
  (size: number): Segments =>
  (sends) => {
    const bytes = Buffer.concat(sends);
    return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    );
  };
const longest = 600;
const last = 'unknown_account last';
/** Closes that come after the replies that are owed (R4). */
const givesWhatItOwes = [4500, 1003];

const ways: readonly (readonly [name: string, segments: Segments, takes: (bytes: number) => boolean])[] = [
  ['all at once', (sends) => [Buffer.concat(sends)], () => true],
  ['frame by frame', (sends) => sends, () => true],
  ['byte by byte', cut(1), (bytes) => bytes <= longest],
  ['in pieces of 997 bytes', cut(997), (bytes) => bytes > longest],
];

describe.each(ways)('%s', (_, segments, takes) => {
  const cases = frameCases.filter(({ sends }) => takes(Buffer.concat(sends).length));
  test.each(cases)('$number $what (R7)', async ({ sends, says = [], pongs = [], closes }: FrameCase) => {
    await using peer = await BarePeer.connect(server.url);
    for (const segment of segments(sends)) await peer.write(segment);
    if (closes === undefined) {
      // Whatever was to come has come when this is answered, in order behind all else.
      await peer.write(text('{"t":"get","id":"last","accounts":["nobody"]}'));
      await peer.until((frame) => saidIn([frame]).includes(last));
    } else await peer.until(({ opcode }) => opcode === opcodes.close);
    expect(pongsIn(peer.frames)).toEqual(pongs);
    expect(closeIn(peer.frames)).toBe(closes);
    const said = saidIn(peer.frames);
    if (closes === undefined) expect(said).toEqual([...says, last]);
    else if (givesWhatItOwes.includes(closes)) expect(said).toEqual(says);
    else expect([[], says]).toContainEqual(said);
    if (closes !== undefined) expect(peer.frames.at(-1)?.opcode).toBe(opcodes.close);
  });
});

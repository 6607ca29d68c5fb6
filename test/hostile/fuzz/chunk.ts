import fc from 'fast-check';
import { seededRandom } from '../../support/seeded-random.ts';
import { framesOf } from './frames.ts';
import { runHttp } from './http-run.ts';
import { anyLine } from './lines.ts';
import { Fault, runFrames, type SocketCounts } from './socket-run.ts';
import type { Tally } from './tally.ts';

/** Lines of a chunk: what a seed and a number make, whatever came before. */
const linesPerChunk = 1_000;

/** One chunk of so many goes over HTTP. */
const httpEvery = 8;

export interface ChunkCounts extends SocketCounts {
  requests: number;
}

/** Sends the chunk of a seed. What fails tells how to do it again. */
export async function runChunk(url: string, seed: number, chunk: number, tally: Tally): Promise<ChunkCounts> {
  // Far apart, so that the chunks of one seed are not those of the next.
  const own = Math.imul(seed, 1_000_003) + chunk;
  const lines = fc.sample(anyLine, { seed: own, numRuns: linesPerChunk });
  const random = seededRandom(own);
  try {
    if (chunk % httpEvery === httpEvery - 1) {
      const { messages, requests } = await runHttp(url, lines, own, random, tally);
      return { messages, requests, frames: 0, closes: 0, events: 0 };
    }
    return { ...(await runFrames(url, framesOf(lines, random), tally)), requests: 0 };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault(`${error.message}\nAgain: npm run fuzz -- --seed ${seed} --chunk ${chunk}`, {
      cause: error,
    });
  }
}

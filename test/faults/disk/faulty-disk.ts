import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { verify } from '../../../server/tools/verify.ts';
import type { Message } from '../../../shared/down.ts';
import { RawClient } from '../../support/raw-client.ts';
import { ServerRun } from '../../support/server-run.ts';
import { TemporaryFolder } from '../../support/temporary-folder.ts';
import { type Command, keyed, openBank, someCommands } from './busy-clients.ts';
import { laterOf, Truth, toldNothing } from './truth.ts';

/** A hub whose disk fails now and then, and what became of its commands. */

/** One fault: a call on a file of the data folder that is answered with an error. */
export interface DiskFault {
  readonly file: string;
  readonly call: 'pwrite64' | 'fsync' | 'ftruncate' | 'openat' | 'rename';
  readonly error: 'EIO' | 'ENOSPC' | 'EDQUOT';
  /** Which calls of a thread, as strace has it: `3` the third, `3..9`, `3+` all from the third on, `3+2` every other. */
  readonly when: string;
}

export function faultWords({ file, call, error, when }: DiskFault): string {
  return `${call} of ${file} answers ${error}, ${when}`;
}

export interface FaultyRun {
  /** Whether the hub came to serve. */
  readonly served: boolean;
  /** Exit code where it ended by itself. */
  readonly exitCode: number | null | undefined;
  readonly output: string;
  /** Commands that were answered in the end, before the disk was well again. */
  readonly answered: number;
  /** Answers that nothing can be made durable now. */
  readonly unavailable: number;
}

/** How often a command is asked again while nothing can be made durable, and after how long. */
const attemptsMax = 250;
const againMs = 20;
/** Frames that fill the log until it is moved into the journal's file while the hub runs, and commands in each. */
const fillingFrames = 160;
const commandsPerFilling = 80;

/**
 * Runs a hub on a disk with that fault, asks for so many frames of commands, ends it where it has not ended
 * itself, and checks after a start on a disk that is well: nothing that was told is lost or there twice, every ledger
 * sums to zero, whatever had no answer gets one, and the views agree with a replay. Throws where one does not hold.
 */
export async function runFaulty(fault: DiskFault, frames: number, random: () => number): Promise<FaultyRun> {
  await using folder = await TemporaryFolder.make();
  const data = folder.file('data');
  {
    await using server = new ServerRun(['--port', '0', '--data', data, '--no-demo']);
    await openBank(await server.url());
    server.signal('SIGTERM');
    await server.ended();
  }
  const told: string[] = [];
  const asked: Command[] = [];
  const run = await faultyRun(data, fault, frames, random, told, asked);
  {
    await using server = new ServerRun(['--port', '0', '--data', data, '--no-demo']);
    await using client = await RawClient.connect(await server.url());
    for (let at = 0; at < asked.length; at += commandsPerFilling) {
      const again = asked.slice(at, at + commandsPerFilling);
      client.send(...again);
      for (const { id } of again) {
        const reply = await client.reply(id);
        if (isAway(reply)) throw new Error(`not decided on a disk that is well: ${JSON.stringify(reply)}`);
      }
    }
    const trial = await client.ask({ t: 'trial', id: 'trial' });
    const isBalanced = trial.t === 'trial' && trial.ledgers.every(({ sum }) => Number(sum) === 0);
    if (!isBalanced) throw new Error(`the books do not balance: ${JSON.stringify(trial)}`);
    told.push(...client.frames);
    server.signal('SIGTERM');
    if ((await server.ended()) !== 0) throw new Error(server.output);
  }
  const journalFile = join(data, 'journal.sqlite');
  const truth = new Truth(journalFile);
  const newest = told.map((text) => truth.toldBy(text)).reduce(laterOf, toldNothing);
  if (newest.commit > truth.commits || newest.seq > truth.at(truth.commits).seq)
    throw new Error('more was told than is there');
  const [problem] = verify(journalFile, join(data, 'views.sqlite'), () => {}).problems;
  if (problem !== undefined) throw problem;
  return run;
}

async function faultyRun(
  data: string,
  { file, call, error, when }: DiskFault,
  frames: number,
  random: () => number,
  told: string[],
  asked: Command[],
): Promise<FaultyRun> {
  const inject = `inject=${call}:error=${error}:when=${when}`;
  const through = ['strace', '--daemonize', '-f', '-o', '/dev/null', '-P', join(data, file)];
  through.push('-e', `trace=${call}`, '-e', inject);
  await using server = new ServerRun(['--port', '0', '--data', data, '--no-demo'], { through });
  const url = await server.url().catch(() => undefined);
  let [answered, unavailable] = [0, 0];
  if (url !== undefined) {
    const client = await RawClient.connect(url);
    const fill = { t: 'deposit', account: 'A', amount: '0.01', memo: 'm'.repeat(140) };
    const fillings = file === 'journal.sqlite' ? fillingFrames : 0;
    let attempts = 0;
    try {
      for (let frame = 0; frame < fillings + frames && attempts < attemptsMax; frame += 1) {
        const commands =
          frame < fillings ? Array(commandsPerFilling).fill(fill) : someCommands(random, [], []);
        let due = commands.map(keyed);
        asked.push(...due);
        for (attempts = 0; due.length > 0 && attempts < attemptsMax; attempts += 1) {
          if (attempts > 0) await setTimeout(againMs);
          client.send(...due);
          const away: Command[] = [];
          for (const command of due) if (isAway(await client.reply(command.id))) away.push(command);
          answered += due.length - away.length;
          unavailable += away.length;
          due = away;
        }
      }
    } catch (error) {
      // The hub has ended, and with it the connection.
      if (client.socket.readyState === client.socket.OPEN) throw error;
    }
    told.push(...client.frames);
    await client[Symbol.asyncDispose]();
    server.signal('SIGTERM');
  }
  const exitCode = await server.ended();
  return { served: url !== undefined, exitCode, output: server.output, answered, unavailable };
}

function isAway(reply: Message): boolean {
  return reply.t === 'error' && (reply.code === 'unavailable' || reply.code === 'busy');
}

import { writeFileSync } from 'node:fs';
import { nanoid } from 'nanoid';
import { openSqliteJournal } from '../../../server/journal/sqlite-journal.ts';
import { parseRecord } from '../../../server/ledger/record.ts';
import { verify } from '../../../server/tools/verify.ts';
import type { Message } from '../../../shared/down.ts';
import { keyRandomChars, timeOrderedKey } from '../../../shared/keys.ts';
import { RawClient } from '../../support/raw-client.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { ServerRun } from '../../support/server-run.ts';
import { TemporaryFolder } from '../../support/temporary-folder.ts';
import { type Command, type Fields, openBank } from '../disk/busy-clients.ts';
import { commitsMax } from '../disk/truth.ts';

/** A hub whose clock is set forwards and back while it runs and while it does not. */

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const offMsMax = hourMs;
const holdMsMax = 2 * hourMs;
/** So far ahead, every hold has ended. */
const allEndedMs = offMsMax + holdMsMax + hourMs;

export interface ClockCounts {
  readonly commands: number;
  readonly retries: number;
  readonly clockSet: number;
  readonly restarts: number;
  readonly expired: number;
}

/** Throws where something is lost or there twice, where time goes back in the journal, or where a hold ends too soon or never. */
export async function runClock(seed: number, steps: number): Promise<ClockCounts> {
  const random = seededRandom(seed);
  await using folder = await TemporaryFolder.make();
  const run = new ClockRun(folder, random);
  try {
    await run.start();
    await openBank(run.url);
    await run.connect();
    for (let step = 0; step < steps; step += 1) await run.step();
    return await run.end();
  } finally {
    await run[Symbol.asyncDispose]();
  }
}

class ClockRun implements AsyncDisposable {
  readonly #folder: TemporaryFolder;
  readonly #random: () => number;
  readonly #answers = new Map<string, { readonly command: Command; readonly answer: string }>();
  #server: ServerRun | undefined;
  #client: RawClient | undefined;
  #offMs = 0;
  #retries = 0;
  #clockSet = 0;
  #restarts = 0;
  url = '';

  constructor(folder: TemporaryFolder, random: () => number) {
    this.#folder = folder;
    this.#random = random;
    this.#writeClock();
  }

  async start(): Promise<void> {
    this.#server = new ServerRun(['--port', '0', '--data', this.#folder.file('data'), '--no-demo'], {
      imports: [new URL('./shifted-clock.js', import.meta.url)],
      env: { FLORIN_TEST_CLOCK: this.#folder.file('clock') },
    });
    this.url = await this.#server.url();
  }

  async connect(): Promise<void> {
    this.#client = await RawClient.connect(this.url);
  }

  async step(): Promise<void> {
    const what = this.#random();
    if (what < 0.15) await this.#setClock();
    else if (what < 0.22) await this.#restart();
    else if (what < 0.45) await this.#retry();
    else await this.#ask(this.#someCommand());
  }

  /** Starts the hub when every hold has had its time, asks every command once more, ends the hub, and looks at what the journal has. */
  async end(): Promise<ClockCounts> {
    await this.#restart(allEndedMs);
    for (const { command } of [...this.#answers.values()]) await this.#ask(command);
    this.#server?.signal('SIGTERM');
    if ((await this.#server?.ended()) !== 0) throw new Error(this.#server?.output);
    const journalFile = this.#folder.file('data/journal.sqlite');
    const [problem] = verify(journalFile, this.#folder.file('data/views.sqlite'), () => {}).problems;
    if (problem !== undefined) throw problem;
    const expired = checkTimes(journalFile, this.#answers.keys());
    const [commands, retries] = [this.#answers.size, this.#retries];
    return { commands, retries, clockSet: this.#clockSet, restarts: this.#restarts, expired };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client?.[Symbol.asyncDispose]();
    await this.#server?.[Symbol.asyncDispose]();
  }

  async #setClock(): Promise<void> {
    this.#offMs = Math.round((2 * this.#random() - 1) * offMsMax);
    this.#clockSet += 1;
    this.#writeClock();
    this.#server?.signal('SIGUSR2');
    // Whoever connects is told the hub's time.
    for (;;) {
      await using client = await RawClient.connect(this.url, { keepWelcome: true });
      const { time } = await client.next('welcome');
      if (Math.abs(Date.parse(time) - Date.now() - this.#offMs) < 30_000) break;
    }
  }

  async #restart(offMs = Math.round((2 * this.#random() - 1) * offMsMax)): Promise<void> {
    this.#restarts += 1;
    this.#server?.signal(this.#random() < 0.5 ? 'SIGKILL' : 'SIGTERM');
    await this.#server?.ended();
    await this.#client?.[Symbol.asyncDispose]();
    this.#offMs = offMs;
    this.#writeClock();
    await this.start();
    await this.connect();
  }

  async #retry(): Promise<void> {
    const all = [...this.#answers.values()];
    const old = all[Math.floor(this.#random() * all.length)];
    if (old !== undefined) await this.#ask(old.command);
  }

  async #ask(command: Command): Promise<void> {
    const before = this.#answers.get(command.id);
    this.#client?.send(command);
    const answer = answerOf(await this.#client?.reply(command.id));
    if (before === undefined) this.#answers.set(command.id, { command, answer });
    else {
      this.#retries += 1;
      if (answer !== before.answer) throw new Error(`${command.id} was ${before.answer} and is ${answer}`);
    }
  }

  /** By clients whose clocks are right, an hour off, or days ahead; or with a key that a hand made. */
  #someCommand(): Command {
    const skews = [0, 0, -hourMs, hourMs, 3 * dayMs];
    const skewMs = skews[Math.floor(this.#random() * skews.length)] ?? 0;
    const isFree = this.#random() < 0.1;
    const key = isFree
      ? nanoid().replace(/^[^A-Za-z0-9]/, 'x')
      : timeOrderedKey(Date.now() + skewMs, nanoid(keyRandomChars));
    return { ...this.#someFields(), id: key, key };
  }

  #someFields(): Fields {
    const what = Math.floor(this.#random() * 4);
    if (what === 0) return { t: 'withdraw', account: 'A', amount: '0.25' };
    if (what === 1) return { t: 'transfer', from: 'A', to: 'B', amount: '0.50' };
    if (what === 2) return { t: 'deposit', account: 'A', amount: '1' };
    const endsMs = Date.now() + this.#offMs + 60_000 + Math.floor(this.#random() * holdMsMax);
    return { t: 'hold', from: 'B', to: 'C', amount: '0.10', expires: new Date(endsMs).toISOString() };
  }

  #writeClock(): void {
    writeFileSync(this.#folder.file('clock'), String(this.#offMs));
  }
}

/** An answer without the mark of a replay. */
function answerOf(reply: Message | undefined): string {
  if (reply?.t !== 'ok' && reply?.t !== 'error') throw new Error(`no answer: ${JSON.stringify(reply)}`);
  const { replayed: _, ...answer } = reply;
  return JSON.stringify(answer);
}

/** How many holds have ended by themselves. */
function checkTimes(journalFile: string, keys: Iterable<string>): number {
  const due = new Set(keys);
  const open = new Map<number, number>();
  let [lastMs, expired] = [0, 0];
  const journal = openSqliteJournal(journalFile);
  try {
    for (const { records } of journal.read(0, commitsMax)) {
      for (const record of records.split('\n')) {
        const parsed = parseRecord(record);
        const at = Date.parse(parsed.refused ? parsed.refusal.at : parsed.tx.at);
        if (at < lastMs) throw new Error(`time goes back: ${record}`);
        lastMs = at;
        const key = parsed.refused ? parsed.refusal.command.key : parsed.tx.key;
        due.delete(key);
        if (parsed.refused) continue;
        const { tx } = parsed;
        if (tx.kind === 'hold') open.set(tx.seq, Date.parse(tx.expires ?? ''));
        if (tx.kind !== 'expire') continue;
        if (at < (open.get(tx.hold ?? 0) ?? Infinity)) throw new Error(`too soon: ${record}`);
        open.delete(tx.hold ?? 0);
        expired += 1;
      }
    }
  } finally {
    journal.close();
  }
  for (const key of due) throw new Error(`${key} is lost`);
  for (const seq of open.keys()) throw new Error(`hold ${seq} never ended`);
  return expired;
}

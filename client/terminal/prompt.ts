import { createInterface, type Interface } from 'node:readline';
import type { HubAction } from '../input/action.ts';
import { parseInput } from '../input/parse-input.ts';
import { quote } from '../input/problem.ts';
import type { HubState } from '../sdk/hub-state.ts';
import { connectionTrouble } from '../words/connection-words.ts';
import { Batch } from './batch.ts';
import { complete } from './complete.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Failure, failureOf, failureOfProblem } from './failure.ts';
import type { Paints } from './format/paint.ts';
import { greet } from './greeting.ts';
import { helpLines } from './help.ts';
import { historyLinesMax, type InputHistory } from './input-history.ts';
import { InputLine } from './input-line.ts';
import { LiveBalances } from './live-balances.ts';
import type { Sink } from './output.ts';
import { renderResult } from './render-result.ts';
import type { Result } from './result.ts';
import { findAccounts, type Runner, runAction } from './run-action.ts';

interface PromptParts {
  readonly runner: Runner;
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream & Sink;
  readonly history: InputHistory;
  readonly paints: Paints;
  /** Ends what is under way without waiting for its answer: fires the runner's signal. */
  abort(): void;
}

/** Lines that may wait while one is being done, as when many are pasted. */
const waitingLinesMax = 1_000;
/** The prompt counts the seconds to the next attempt to connect. */
const countdownEveryMs = 1_000;

/** Reads lines from a person and does them one after another, until they leave or the hub sends them away. */
export async function runPrompt(parts: PromptParts): Promise<ExitCode> {
  const { exitCode, many } = await greet(parts.runner, parts.stdout, parts.paints);
  if (exitCode !== exitCodes.done) return exitCode;
  return new Prompt(parts).run(many);
}

class Prompt {
  readonly #parts: PromptParts;
  readonly #readline: Interface;
  readonly #input: InputLine;
  readonly #live: LiveBalances;
  readonly #batch = new Batch();
  readonly #waiting: string[] = [];
  #working = false;
  /** Whether lines were left out that may be of the batch that is open, or of one that waits. */
  #hasLeftOut = false;
  /** Whether the cursor stands behind the prompt. */
  #prompting = false;
  #hasLeft = false;
  #leave: (exitCode: ExitCode) => void = () => {};

  constructor(parts: PromptParts) {
    const { runner, stdin, stdout, history, paints } = parts;
    this.#parts = parts;
    this.#readline = createInterface({
      input: stdin,
      output: stdout,
      prompt: promptText(runner.hub.state),
      history: history.load(),
      historySize: historyLinesMax,
      removeHistoryDuplicates: true,
      completer: (line: string) => complete(line, runner.names.known, this.#live.holds.known),
    });
    this.#input = new InputLine(this.#readline, stdout);
    this.#live = new LiveBalances(runner, (lines) => this.#input.above(lines), paints);
  }

  async run(manyAccounts: boolean): Promise<ExitCode> {
    const { hub } = this.#parts.runner;
    const left = new Promise<ExitCode>((resolve) => {
      this.#leave = (exitCode) => {
        this.#hasLeft = true;
        resolve(exitCode);
      };
    });
    this.#readline.on('line', (line) => this.#onLine(line));
    this.#readline.on('SIGINT', () => this.#onInterrupt());
    this.#readline.on('close', () => this.#onClose());
    const stopListening = hub.on('state', (state) => this.#onState(state));
    const countdown = setInterval(() => this.#setPrompt(), countdownEveryMs);
    if (!manyAccounts) this.#live.show('*');
    this.#prompt();
    try {
      return await left;
    } finally {
      clearInterval(countdown);
      stopListening();
      this.#live.hide();
      this.#readline.close();
    }
  }

  #prompt(): void {
    this.#prompting = true;
    this.#readline.prompt();
  }

  #onLine(line: string): void {
    this.#prompting = false;
    this.#parts.history.append(line);
    this.#enqueue(line);
    if (!this.#hasLeft) this.#prompt();
  }

  #enqueue(line: string): void {
    if (this.#waiting.length >= waitingLinesMax) {
      this.#hasLeftOut = true;
      this.#print([`Too many lines at once; left out: ${quote(line)}`]);
      return;
    }
    this.#waiting.push(line);
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    for (let line = this.#waiting.shift(); line !== undefined; line = this.#waiting.shift()) {
      if (line.trim() !== '') await this.#do(line);
      this.#setPrompt();
    }
    this.#working = false;
    if (this.#batch.size === undefined) this.#hasLeftOut = false;
  }

  async #do(line: string): Promise<void> {
    const parsed = parseInput(line);
    if (!parsed.ok) return this.#wrong(failureOfProblem(parsed.problem));
    const { action } = parsed;
    switch (action.kind) {
      case 'quit':
        if (this.#batch.size && !this.#hasLeft) this.#tellLeft('Nothing of the batch was done.');
        return this.#leave(this.#parts.runner.signal.aborted ? exitCodes.interrupted : exitCodes.done);
      case 'help':
        return this.#print(helpLines(action.topic));
      case 'watch':
        return await this.#watch(action.accounts);
      case 'unwatch':
        this.#live.hide();
        return this.#print(['No changes are shown from here on; watch shows them again.']);
      case 'begin':
      case 'commit':
      case 'rollback':
        return await this.#control(action.kind);
      default: {
        const taken = this.#batch.take(action);
        if (taken === undefined) return await this.#run(action);
        if (taken !== 'gathered') this.#wrong(taken);
      }
    }
  }

  /** Whoever has pasted more has not seen that the line is wrong: a batch that it was for is not done without it unasked. */
  #wrong(failure: Failure): void {
    this.#show(failure);
    this.#batch.doubt();
  }

  async #run(action: HubAction): Promise<void> {
    for await (const result of runAction(this.#parts.runner, action)) {
      if (result.kind === 'committed') this.#live.own(result.tx.seq);
      this.#show(result);
      if (result.kind === 'accounts' && result.more) {
        return this.#print(['There are more accounts than these; balances A B shows those of A and B.']);
      }
      if (result.kind !== 'holds') continue;
      for (const { seq } of result.holds) this.#live.holds.learn({ kind: 'hold', seq });
      if (result.more) {
        return this.#print(['There are more holds than these; holds A shows those of A.']);
      }
    }
  }

  async #control(kind: 'begin' | 'commit' | 'rollback'): Promise<void> {
    if (kind !== 'begin') {
      if (this.#hasLeftOut) this.#batch.doubt();
      this.#hasLeftOut = false;
    }
    for await (const { result } of this.#batch.control(kind, this.#parts.runner)) {
      if (result.kind === 'committed') this.#live.own(result.tx.seq);
      this.#show(result);
    }
  }

  async #watch(typed: readonly string[]): Promise<void> {
    const { ids, told } = await findAccounts(this.#parts.runner, typed);
    for (const result of told) this.#show(result);
    if (ids === undefined) return;
    this.#live.show(ids.length === 0 ? '*' : ids);
    const whose = ids.length === 0 ? 'every account' : ids.join(', ');
    this.#print([`Changes of ${whose} are shown from here on; unwatch shows none.`]);
  }

  /** Says something last: there is no input any more to say it above, unless more lines were typed already. */
  #tellLeft(text: string): void {
    if (this.#prompting) this.#print([text]);
    else this.#parts.stdout.write(`${text}\n`);
  }

  #onState(state: HubState): void {
    this.#setPrompt();
    if (state.kind !== 'closed' || state.cause === undefined) return;
    this.#show(failureOf(state.cause, this.#parts.runner.place));
    this.#leave(exitCodes.cannotConnect);
  }

  /** Ctrl-C clears the line; on an empty one it leaves, once what is under way has told how it stands. */
  #onInterrupt(): void {
    if (this.#readline.line !== '') {
      this.#readline.write(null, { ctrl: true, name: 'e' });
      this.#readline.write(null, { ctrl: true, name: 'u' });
      return;
    }
    this.#parts.abort();
    this.#waiting.length = 0;
    this.#readline.close();
  }

  /** Ctrl-D too comes here; what was typed before it is still done. */
  #onClose(): void {
    if (this.#prompting) this.#parts.stdout.write('\n');
    this.#prompting = false;
    // However many wait, this is done.
    this.#waiting.push('quit');
    void this.#work();
  }

  #show(result: Result): void {
    this.#print(renderResult(result, this.#parts.paints));
  }

  #setPrompt(): void {
    this.#input.setPrompt(promptText(this.#parts.runner.hub.state, this.#batch.size));
  }

  #print(lines: readonly string[]): void {
    this.#input.above(lines);
  }
}

/** What stands before the input: what is amiss with the connection, and how many commands wait for `commit`. */
function promptText(state: HubState, gathered?: number): string {
  const trouble = connectionTrouble(state, Date.now());
  const batch = gathered === undefined ? undefined : `batch of ${gathered}`;
  const told = [batch, trouble].filter((text) => text !== undefined).join(', ');
  return told === '' ? 'florin> ' : `florin (${told})> `;
}

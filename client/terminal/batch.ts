import { batchCommandsMax } from '../../shared/limits.ts';
import type { CommandAction, HubAction, PromptAction } from '../input/action.ts';
import { isCommandAction } from '../input/action.ts';
import { commandOf } from '../input/command-of.ts';
import { type Problem, quote } from '../input/problem.ts';
import type { AnyCommandInput } from '../sdk/calls.ts';
import { newKey } from '../sdk/command-key.ts';
import { type Failure, failureOf, failureOfProblem } from './failure.ts';
import type { Result } from './result.ts';
import { commandMeant, type Runner } from './run-action.ts';

/** A command of a batch, and its line in a script. */
interface Gathered {
  readonly action: CommandAction;
  readonly line: number | undefined;
}

/** A result, and the line in a script that it is of. */
export interface LineResult {
  readonly result: Result;
  readonly line: number | undefined;
}

/** What `begin` began: commands that wait for `commit`, to be done together or not at all. */
export class Batch {
  #gathered: Gathered[] | undefined;
  #standing: 'whole' | 'doubtful' | 'spoilt' = 'whole';
  /** Whether it was said that it is doubtful: nothing is added then before it is clear what becomes of it. */
  #isClosed = false;

  /** How many commands wait; undefined where no batch has begun. */
  get size(): number | undefined {
    return this.#gathered?.length;
  }

  /** A line of the batch was wrong, so not all of it can be done: `commit` will do nothing. */
  spoil(): void {
    if (this.#gathered !== undefined) this.#standing = 'spoilt';
  }

  /** A line that may have been meant for the batch is not in it: the next `commit` says so, and one behind it does the rest. */
  doubt(): void {
    if (this.#gathered !== undefined && this.#standing === 'whole') this.#standing = 'doubtful';
  }

  /** Gathers an action where a batch is open, unless it has no place there. */
  take(action: HubAction, line?: number): 'gathered' | Failure | undefined {
    if (this.#gathered === undefined) return undefined;
    if (this.#isClosed) return problem('the batch waits for commit or rollback', 'commit, rollback');
    if (!isCommandAction(action)) {
      return problem(`${quote(action.kind)} has no place between begin and commit`, 'commit, rollback');
    }
    if (this.#gathered.length >= batchCommandsMax) {
      return problem(`a batch has at most ${batchCommandsMax} commands`, 'commit, rollback');
    }
    this.#gathered.push({ action, line });
    return 'gathered';
  }

  /** Does `begin`, `commit` or `rollback`. */
  async *control(
    kind: Extract<PromptAction, { kind: 'begin' | 'commit' | 'rollback' }>['kind'],
    runner: Runner,
    line?: number,
  ): AsyncGenerator<LineResult, void, void> {
    const gathered = this.#gathered;
    if (kind === 'begin') {
      if (gathered !== undefined) {
        this.doubt();
        yield this.#wrong('a batch has begun already', 'commit, rollback', line);
      } else this.#gathered = [];
      return;
    }
    if (gathered === undefined) return yield this.#wrong('no batch has begun', 'begin', line);
    const standing = this.#standing;
    this.#standing = 'whole';
    if (kind === 'commit' && standing === 'doubtful') {
      this.#isClosed = true;
      return yield this.#wrong(
        `a line since begin was wrong: nothing is done yet, commit again does the rest (${gathered.length})`,
        'commit, rollback',
        line,
      );
    }
    this.#gathered = undefined;
    this.#isClosed = false;
    if (kind === 'rollback') {
      yield { result: { kind: 'note', text: `${gathered.length} forgotten, nothing was done` }, line };
    } else if (standing === 'spoilt')
      yield this.#wrong('a line since begin was wrong, so nothing was done', 'begin', line);
    else if (gathered.length === 0) yield { result: { kind: 'note', text: 'the batch is empty' }, line };
    else yield* runBatch(runner, gathered);
  }

  /** What to say where the lines end amid a batch. */
  left(): Failure | undefined {
    if (this.#gathered === undefined) return undefined;
    return problem('the batch has no commit, so nothing of it was done', 'commit');
  }

  #wrong(reason: string, form: string, line: number | undefined): LineResult {
    return { result: problem(reason, form), line };
  }
}

function problem(reason: string, form: string): Failure {
  const told: Problem = { phrase: 'Invalid operation', reason, form };
  return failureOfProblem(told);
}

/** Sends the commands as one atomic batch. A refusal is told of the command that brought it about. */
async function* runBatch(
  runner: Runner,
  gathered: readonly Gathered[],
): AsyncGenerator<LineResult, void, void> {
  try {
    const commands: AnyCommandInput[] = [];
    const opening = new Set<string>();
    for (const { action, line } of gathered) {
      const meaning = commandMeant({ ...runner, opening }, action);
      let step = await meaning.next();
      for (; !step.done; step = await meaning.next()) yield { result: step.value, line };
      if (step.value === undefined) return;
      if (step.value.kind === 'open') opening.add(step.value.account);
      const { id: _id, ...command } = commandOf(step.value, newKey());
      commands.push(command);
    }
    const results = await runner.hub.batch(commands, { atomic: true, signal: runner.signal });
    const place = results.findIndex((result) => !result.ok && result.error.code !== 'batch_failed');
    const culprit = results[place];
    if (culprit?.ok === false) {
      const failure = failureOf(culprit.error, runner.place);
      const where = gathered[place]?.line === undefined ? ` (command ${place + 1})` : '';
      const message = `${failure.message}${where}; nothing of the batch was done`;
      return yield { result: { ...failure, message }, line: gathered[place]?.line };
    }
    for (const [nth, result] of results.entries()) {
      if (!result.ok) continue;
      const { replayed, ...tx } = result.tx;
      yield { result: { kind: 'committed', tx, replayed }, line: gathered[nth]?.line };
    }
  } catch (error) {
    yield { result: failureOf(error, runner.place), line: gathered[0]?.line };
  }
}

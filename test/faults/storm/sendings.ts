import { type ErrorCode, errorCodes } from '../../../shared/codes.ts';
import { type Command, CommandSchema } from '../../../shared/commands.ts';
import { ErrorSchema, OkSchema } from '../../../shared/down.ts';
import { ProblemSchema } from '../../../shared/problem.ts';
import type { Transaction } from '../../../shared/transaction.ts';
import { scopeOf } from '../checker/decided.ts';
import type { Content, Intent } from './plan.ts';

/** What a sending was told; the same object for the same words. */
export interface Words {
  /** All that was told but the request's id and whether it is told again, as text. */
  readonly text: string;
  readonly code: ErrorCode | 'ok';
  readonly message: string;
  /** Of `ok`. */
  readonly tx: Transaction | undefined;
}

/** One command that was sent once. Times are milliseconds of a clock that never goes back. */
export interface Sending {
  readonly by: string;
  readonly command: Command;
  readonly scope: string;
  /** The atomic batch that it was sent in. */
  readonly together: Together | undefined;
  /** Whether what carries it is not as the protocol asks for, so that nothing of it may act. */
  readonly isBroken: boolean;
  /** Whether it asks for what became of its key, and for nothing else. */
  readonly isQuestion: boolean;
  readonly askedMs: number;
  answeredMs: number;
  words: Words | undefined;
  isReplayed: boolean;
}

export interface Together {
  readonly sendings: Sending[];
  /** Whether some of its keys are also used without the others. */
  readonly isMixed: boolean;
}

/** How something is sent, where it is not a single command as it should be. */
export interface Manner {
  readonly together?: Together;
  readonly isBroken?: boolean;
  readonly isQuestion?: boolean;
}

/** All that was sent in a storm, and what it was told. */
export class Sendings {
  readonly all: Sending[] = [];
  /** Of these, the commands. */
  commands = 0;
  /** Each content belongs to one intent. */
  readonly #commands = new Map<Content, Command>();
  readonly #words = new Map<string, Words>();

  /** To be called before it leaves. */
  asked(by: string, { key }: Intent, content: Content, manner: Manner = {}): Sending {
    const sending: Sending = {
      by,
      command: this.#command(key, content),
      scope: scopeOf(key, by),
      together: manner.together,
      isBroken: manner.isBroken === true,
      isQuestion: manner.isQuestion === true,
      askedMs: performance.now(),
      answeredMs: Number.POSITIVE_INFINITY,
      words: undefined,
      isReplayed: false,
    };
    manner.together?.sendings.push(sending);
    this.all.push(sending);
    if (!sending.isQuestion) this.commands += 1;
    return sending;
  }

  /** Takes the reply of a socket, or a line of an answer over HTTP. */
  told(sending: Sending, reply: string): void {
    const ok = okPattern.exec(reply);
    const again = '"replayed":true,';
    if (ok !== null) {
      const [, tx = ''] = ok;
      this.#settle(sending, `ok ${tx}`, reply.slice(0, reply.indexOf('"tx":')).includes(again), () => ({
        code: 'ok',
        message: '',
        tx: OkSchema.parse(JSON.parse(reply)).tx,
      }));
      return;
    }
    const { code, message, replayed } = ErrorSchema.parse(JSON.parse(reply));
    this.#refused(sending, code, message, replayed === true);
  }

  /** Takes an answer to a single command over HTTP. */
  toldOverHttp(sending: Sending, status: number, body: string): void {
    if (status === 200) {
      this.told(sending, body.trimEnd());
      return;
    }
    const { code, detail, replayed } = ProblemSchema.parse(JSON.parse(body));
    this.#refused(sending, code, detail, replayed === true);
  }

  #refused(sending: Sending, code: ErrorCode, message: string, isReplayed: boolean): void {
    this.#settle(sending, `${code} ${message}`, isReplayed, () => ({ code, message, tx: undefined }));
  }

  #settle(
    sending: Sending,
    text: string,
    isReplayed: boolean,
    words: () => Pick<Words, 'code' | 'message' | 'tx'>,
  ): void {
    let known = this.#words.get(text);
    if (known === undefined) {
      known = { text, ...words() };
      this.#words.set(text, known);
    }
    sending.words = known;
    sending.isReplayed = isReplayed;
    sending.answeredMs = performance.now();
  }

  #command(key: string, content: Content): Command {
    const known = this.#commands.get(content) ?? CommandSchema.parse({ id: 0, key, ...content });
    this.#commands.set(content, known);
    return known;
  }
}

/** `ok` of any id: what is behind that is the same for all copies. */
const okPattern = /^\{"t":"ok","id":\d+,(?:"replayed":true,)?"tx":(.*)\}$/s;

/** Whether this says what was decided under the key, or is `batch_failed`, which may also say that nothing was. */
export function isDecided(code: Words['code']): boolean {
  return code === 'ok' || errorCodes[code].frozen;
}

/** Whether nothing was done and the same may be answered otherwise at another time. */
export function isForNow(code: Words['code']): boolean {
  return code !== 'ok' && errorCodes[code].retryable;
}

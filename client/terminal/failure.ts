import { closeCodes, type ErrorCode } from '../../shared/codes.ts';
import { describeProblem, type Problem } from '../input/problem.ts';
import {
  CannotConnect,
  type ConnectCode,
  FlorinError,
  type InterruptionCode,
  NotAnswered,
  NotSent,
  OutcomeUnknown,
  Refused,
} from '../sdk/errors.ts';
import { hasTls, tlsFailed } from '../sdk/network-error.ts';
import { socketUrl } from '../sdk/url.ts';
import { interruptionReason } from '../words/interruption-reason.ts';
import { printable } from '../words/printable.ts';
import { describeRefusal } from './describe-refusal.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** Why something asked for was not done, or is not known to be. */
export interface Failure {
  readonly kind: 'failure';
  /** A code of the protocol, or one of the terminal's own. Stable: programs read it in NDJSON. */
  readonly code: ErrorCode | TerminalCode;
  /** One line for people, safe to show. */
  readonly message: string;
  /** Whether the same may succeed later. */
  readonly retryable: boolean;
  /** Key of the command that failed, where there was one. */
  readonly key: string | undefined;
  readonly exitCode: ExitCode;
}

/**
 * `invalid_input`: nothing was sent. `cannot_connect`, `not_sent`: nothing was done. `not_answered`: a
 * question got no answer. `outcome_unknown`: a command was sent and may or may not have been applied.
 */
type TerminalCode = 'invalid_input' | 'cannot_connect' | 'not_sent' | 'not_answered' | 'outcome_unknown';

export function failureOfProblem(problem: Problem): Failure {
  return {
    kind: 'failure',
    code: 'invalid_input',
    message: describeProblem(problem),
    retryable: false,
    key: undefined,
    exitCode: exitCodes.usage,
  };
}

/** What a failure tells of where it happened. */
export interface Place {
  /** Address of the hub. */
  readonly url: string;
  /** What to type there to ask what became of the command with a key. */
  ask(key: string): string;
}

/** The failure that an error of the SDK stands for; any other error is a fault of the program and thrown on. */
export function failureOf(error: unknown, { url, ask }: Place): Failure {
  if (!(error instanceof FlorinError)) throw error;
  const told = { kind: 'failure', retryable: error.retryable } as const;
  if (error instanceof Refused) {
    const again = error.replayed ? ' (refused before, under the same key)' : '';
    const message = describeRefusal(error) + again;
    return { ...told, code: error.code, message, key: error.key, exitCode: exitCodes.refused };
  }
  if (error instanceof OutcomeUnknown) {
    const message = `Outcome unknown: sent, but not answered (${interruptionReason(error.code)}); it may or may not have been done. Ask: ${ask(error.key)}`;
    const exitCode = interruptedOr(error.code, exitCodes.outcomeUnknown);
    return { ...told, code: 'outcome_unknown', message, key: error.key, exitCode };
  }
  if (error instanceof NotSent) {
    const message = `Not sent, nothing was done: ${interruptionReason(error.code)}`;
    const exitCode = interruptedOr(error.code, exitCodes.cannotConnect);
    return { ...told, code: 'not_sent', message, key: error.key, exitCode };
  }
  if (error instanceof NotAnswered) {
    const message = `No answer from the hub: ${interruptionReason(error.code)}`;
    const exitCode = interruptedOr(error.code, exitCodes.cannotConnect);
    return { ...told, code: 'not_answered', message, key: undefined, exitCode };
  }
  if (!(error instanceof CannotConnect)) throw error;
  const isInput = error.code === 'bad_url' || error.code === 'bad_token' || error.code === 'bad_ca';
  return {
    ...told,
    code: isInput ? 'invalid_input' : 'cannot_connect',
    message: describeConnectFailure(error, url),
    key: undefined,
    exitCode: isInput ? exitCodes.usage : exitCodes.cannotConnect,
  };
}

function interruptedOr(code: InterruptionCode | ErrorCode, otherwise: ExitCode): ExitCode {
  return code === 'aborted' ? exitCodes.interrupted : otherwise;
}

function describeConnectFailure({ code, closeCode, message }: CannotConnect, url: string): string {
  // A wrong address may hold a password, so it is not repeated.
  if (code === 'bad_url') return `Invalid address: ${printable(message)}`;
  if (code === 'bad_token')
    return `Invalid token: ${printable(message)}. Look at --token-file or FLORIN_TOKEN`;
  if (code === 'bad_ca') return `Invalid certificate: ${printable(message)}. Look at --ca`;
  return `Cannot connect to ${printable(url)}: ${printable(message)}${cure(code, closeCode, socketUrl(url))}`;
}

/** What to do about it, as a sentence of its own; empty where nothing helps. */
function cure(code: ConnectCode, closeCode: number | undefined, url: string): string {
  if (closeCode === closeCodes.badToken.code) return `. Give a token: ${tokenFlags}`;
  if (code === 'turned_away' && closeCode === closeCodes.tokenExpired.code)
    return `. Give a new one: ${tokenFlags}`;
  if (closeCode === tlsFailed)
    return hasTls(url)
      ? '. Trust its certificate: --ca FILE'
      : '. If the hub has TLS: wss:// in place of ws://';
  return code === 'unreachable' ? `. ${hubHint(url)}` : '';
}

const tokenFlags = '--token-file FILE, or FLORIN_TOKEN';
const portDefault = '7400';

/** What to do where nothing answers at an address. */
function hubHint(url: string): string {
  const { hostname, port } = new URL(url);
  // A hub that speaks TLS takes more than a line to start.
  if (hasTls(url) || (hostname !== '127.0.0.1' && hostname !== 'localhost'))
    return 'Is the hub running there?';
  return `Start a hub: npx florin-server${port === portDefault ? '' : ` --port ${port === '' ? '80' : port}`}`;
}

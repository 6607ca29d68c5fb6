import type { CorrelationId } from '../../../shared/fields.ts';

/** A reply as it came. */
export interface Reply {
  readonly text: string;
  readonly message: Message;
}

/** Of the messages of the hub, what the rules below look at. */
export interface Message {
  readonly t: string;
  readonly id?: CorrelationId | null | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly replayed?: boolean | undefined;
  readonly tx?: { readonly key: string; readonly kind: string; readonly seq: number };
}

/** Refusals that are not recorded under their key: see the table of error codes of docs/PROTOCOL.md. */
const forgotten = new Set([
  ...['bad_request', 'unauthorized', 'forbidden', 'key_reused', 'expired', 'unknown_key'],
  ...['busy', 'rate_limited', 'unavailable'],
]);

/** What the hub has told of each key, over all connections: in the end the journal has to say the same. */
export class Tally {
  /** Key to the transaction's text. */
  readonly applied = new Map<string, string>();
  /** Key to code and message. */
  readonly refused = new Map<string, string>();
  /** Keys whose first answer has come; of the others a repetition came before it, on another connection. */
  readonly #first = new Set<string>();

  /** Takes note of what a command was told, or why that cannot be (R50). */
  told(key: string, { text, message }: Reply): string | undefined {
    const { t, code = '', message: words = '', replayed } = message;
    if (t === 'error' && forgotten.has(code)) return undefined;
    if (code === 'batch_failed') {
      this.batchFailed.add(key);
      return undefined;
    }
    if (t === 'ok' && message.tx?.key !== key) return `an ok for another key than ${key}`;
    const [same, other] = t === 'ok' ? [this.applied, this.refused] : [this.refused, this.applied];
    const what = t === 'ok' ? transactionText(text) : `${code} ${words}`;
    if (other.has(key)) return `the key ${key} was told: ${other.get(key)}`;
    if (same.has(key) && same.get(key) !== what) return `the key ${key} was told: ${same.get(key)}`;
    if (replayed !== true && this.#first.has(key)) return `the key ${key} has acted before`;
    if (replayed !== true) this.#first.add(key);
    same.set(key, what);
    return undefined;
  }

  /** Keys whose command failed with its batch: remembered or not as what the batch failed with (R122). */
  readonly batchFailed = new Set<string>();

  /** Keys of which only repetitions of the first answer came. */
  get withoutFirst(): string[] {
    return [...this.applied.keys(), ...this.refused.keys()].filter((key) => !this.#first.has(key));
  }
}

/** The transaction of an `ok`, as it is written there. */
function transactionText(ok: string): string {
  return ok.slice(ok.indexOf(',"tx":') + ',"tx":'.length, -1);
}

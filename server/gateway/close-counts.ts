import { closeCodes } from '../../shared/codes.ts';

/**
 * Why a connection ended: what the hub closed it for, `peer` where the other side closed it, `lost` where it broke
 * without a close, `halfFrame` where the hub cut it as a frame was not sent on.
 */
export type CloseCause = keyof typeof closeCodes | 'peer' | 'lost' | 'halfFrame';

/** How many connections ended so far, by why. */
export class CloseCounts {
  readonly #counts: Map<string, number> = new Map(
    [...Object.keys(closeCodes), 'peer', 'lost', 'halfFrame'].map((cause) => [cause, 0]),
  );

  add(cause: CloseCause): void {
    this.#counts.set(cause, (this.#counts.get(cause) ?? 0) + 1);
  }

  /** Every cause with its count, those that never came to be too. */
  [Symbol.iterator](): Iterator<[cause: string, count: number]> {
    return this.#counts.entries();
  }
}

/** What a code stands for that the hub closes with; `undefined` for any other. */
export function causeOfCode(code: number): CloseCause | undefined {
  return causes.get(code);
}

const causes = new Map<number, CloseCause>();
for (const [name, { code }] of Object.entries(closeCodes)) if (isCloseName(name)) causes.set(code, name);

function isCloseName(name: string): name is keyof typeof closeCodes {
  return Object.hasOwn(closeCodes, name);
}

/** What `ws` closes by itself for, by the code of its error; `undefined` where the connection broke. */
export function causeOfError(error: Error): CloseCause | undefined {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (!code.startsWith('WS_ERR_')) return undefined;
  switch (code) {
    case 'WS_ERR_INVALID_UTF8':
      return 'notUtf8';
    case 'WS_ERR_TOO_MANY_BUFFERED_PARTS':
      return 'tooManyFragments';
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
    case 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH':
      return 'frameTooLarge';
    default:
      return 'notWebSocket';
  }
}

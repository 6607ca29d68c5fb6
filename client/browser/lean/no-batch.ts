import { badRequest } from '../../sdk/encode.ts';
import type { Refused } from '../../sdk/errors.ts';

/** In place of the SDK's batches, of which the page sends none. */

export function encodeBatch(): Refused {
  return badRequest('a page sends no batches');
}

export function joinBatch(): [] {
  return [];
}

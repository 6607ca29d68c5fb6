import type { DataFiles } from '../../../server/data-folder.ts';
import { findingsOf } from '../../tools/data-place.ts';
import type { Violation } from './history.ts';

/** Where the journal or the views are not what `florin verify` wants of them. */
export function checkViews(files: DataFiles): Violation[] {
  const { problems } = findingsOf(files);
  return problems.map(({ message }) => ({ invariant: 'I5', what: message }));
}

import { InvalidArgumentError } from 'commander';
import { ReadableIdSchema } from '../../shared/ids.ts';

/** An account that is named on the command line, a system account too. */
export function accountId(text: string): string {
  if (!ReadableIdSchema.safeParse(text).success)
    throw new InvalidArgumentError('An account is 1..64 of A-Z a-z 0-9 _ . : -, first a letter or digit.');
  return text;
}

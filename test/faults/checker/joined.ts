import type { JournalCommit } from '../../support/journal-records.ts';
import type { History, Tellings } from './history.ts';

/** One history of all who asked a hub for anything, with what its journal holds in the end; their clocks are one. */
export function joined(tellings: readonly Tellings[], commits: readonly JournalCommit[]): History {
  return {
    commits,
    commands: tellings.flatMap(({ commands }) => commands),
    reads: tellings.flatMap(({ reads }) => reads),
    watches: tellings.flatMap(({ watches }) => watches),
    isComplete: true,
  };
}

/** Where the hub is killed, in the order of a command's way; and how often it passes there before, at most. */
export const points = {
  received: { hitsMax: 150, where: 'a frame has come, nothing of it is read' },
  decided: { hitsMax: 400, where: 'a command is decided and applied in memory' },
  'before the commit': { hitsMax: 120, where: 'the journal thread is to append' },
  'amid the commit': { hitsMax: 120, where: 'the row is inserted, the transaction of SQLite is open' },
  'after the commit': { hitsMax: 120, where: 'the row is durable, the main thread does not know' },
  'before the reply': { hitsMax: 300, where: 'what is released is to be written to a socket' },
  'after the reply': { hitsMax: 300, where: 'a frame is written to a socket' },
  'amid the fan-out': { hitsMax: 600, where: 'some watches have been offered a transaction, others not' },
  'amid the events': { hitsMax: 150, where: 'some watchers have been written to, others not' },
  'amid the views': { hitsMax: 200, where: 'the views thread has written a part of its transaction' },
} as const satisfies Record<string, { readonly hitsMax: number; readonly where: string }>;

export type PointName = keyof typeof points;

/** At any time, the start of the hub included. */
export const anyTime = 'any time';
/** Milliseconds after the process was begun. */
export const anyTimeMsMax = 1_500;

/** The variables that tell {@link file://./failpoint.ts} what to do. */
export const pointVariable = 'FLORIN_KILL_POINT';
export const hitVariable = 'FLORIN_KILL_HIT';

/** For what `expect.poll` waits for, on a machine that does other things too: an end, not a measure. */
export const patience = { timeout: 30_000 } as const;

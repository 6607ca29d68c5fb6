/** How the program ends, for shells and scripts to act on. Part of the command's contract. */
export const exitCodes = {
  /** Everything asked for was done. */
  done: 0,
  /** The hub refused a request; nothing of it was done. */
  refused: 1,
  /** A load run missed a goal of `--fail-on`, or found the ledger not to be right. */
  notMet: 1,
  /** The command line or an input line is wrong; nothing was sent. */
  usage: 2,
  /** No connection to the hub; nothing was sent. */
  cannotConnect: 3,
  /** A command was sent and not answered: it may or may not have been applied. `florin outcome KEY` tells. */
  outcomeUnknown: 4,
  /** Interrupted by Ctrl-C (128 + SIGINT). */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

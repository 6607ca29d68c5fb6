let ledgers = 0;

/** The name of a ledger of its own for each test of a file: they share one hub. */
export function newLedger(): string {
  ledgers += 1;
  return `load${ledgers}`;
}

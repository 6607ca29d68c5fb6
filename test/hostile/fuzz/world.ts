/** What there is at the hub that is fuzzed: made first, so that a good share of the requests can come true. */
export const ledgers = ['bank', 'whole', 'fine'] as const;

const perLedger = 12;

/** Names that mean something to JavaScript's objects are names like all others. */
export const accounts: readonly string[] = [
  ...ledgers.flatMap((ledger) => Array.from({ length: perLedger }, (_, at) => `${ledger}-${at}`)),
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'length',
  '0',
];

/** Commands that make it. */
export function foundations(): readonly (Readonly<Record<string, unknown>> & {
  readonly id: number;
  readonly key: string;
})[] {
  const scales = { bank: 2, whole: 0, fine: 12 } as const;
  const made: Readonly<Record<string, unknown>>[] = ledgers.map((ledger) => ({
    ...{ t: 'ledger', ledger, asset: 'CNY', scale: scales[ledger] },
  }));
  for (const [at, account] of accounts.entries()) {
    made.push({ t: 'open', account, ledger: ledgers[Math.floor(at / perLedger)] ?? 'bank' });
  }
  for (const account of accounts) made.push({ t: 'deposit', account, amount: '100000' });
  for (let at = 0; at < holdsMade; at += 1) {
    made.push({ t: 'hold', from: `bank-${at % perLedger}`, to: `bank-${(at + 1) % perLedger}`, amount: '1' });
  }
  return made.map((fields, at) => ({ ...fields, id: at, key: `made-${at}` }));
}

const holdsMade = 400;

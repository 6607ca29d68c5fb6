import type { Command } from '../shared/commands.ts';
import { defaultLedger } from '../shared/commands.ts';
import { hubPrincipal } from '../shared/ids.ts';
import type { Pipeline } from './pipeline.ts';

/** What a new journal begins with: the ledger that accounts open in by default, and the demo bank. */

const mainLedger: Command[] = [
  { t: 'ledger', id: 0, key: 'hub.ledger.main', ledger: defaultLedger, asset: 'CNY', scale: 2 },
];

const demoBank: Command[] = [
  {
    t: 'ledger',
    id: 0,
    key: 'hub.ledger.demo',
    ledger: 'demo',
    asset: 'CNY',
    scale: 2,
    rules: { kind: 'peers' },
  },
  ...[
    { account: 'A', amount: '1000' },
    { account: 'B', amount: '500' },
    { account: 'C', amount: '800' },
  ].flatMap(({ account, amount }): Command[] => [
    { t: 'open', id: 0, key: `hub.open.${account}`, account, ledger: 'demo' },
    { t: 'deposit', id: 0, key: `hub.deposit.${account}`, account, amount, memo: 'opening balance' },
  ]),
];

/** Writes the beginning in one commit, so that a crash leaves all of it or nothing. */
export async function begin(pipeline: Pipeline, withDemo: boolean): Promise<void> {
  const commands = withDemo ? [...mainLedger, ...demoBank] : mainLedger;
  await Promise.all(
    commands.map(
      (command) =>
        new Promise<void>((resolve, reject) => {
          const fail = (why: string): void => reject(new Error(`the journal cannot begin: ${why}`));
          pipeline.submit(command, hubPrincipal, {
            decided: (decision) => (decision.kind === 'refusal' ? fail(decision.message) : resolve()),
            turnedAway: (_, code) => fail(code),
          });
        }),
    ),
  );
}

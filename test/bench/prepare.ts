import { RawClient } from '../support/raw-client.ts';

/** Makes the ledger `bench` with accounts `bench-0` … of 1,000,000.00 each. */
export async function prepareAccounts(url: string, accounts: number): Promise<void> {
  await using client = await RawClient.connect(url);
  await client.ask({
    t: 'ledger',
    id: 'ledger',
    key: 'bench.ledger',
    ledger: 'bench',
    asset: 'CNY',
    scale: 2,
  });
  for (let first = 0; first < accounts; first += accountsPerFrame) {
    const numbers = Array.from(
      { length: Math.min(accountsPerFrame, accounts - first) },
      (_, at) => first + at,
    );
    client.send(
      ...numbers.flatMap((number) => [
        {
          t: 'open',
          id: `o${number}`,
          key: `bench.open.${number}`,
          account: `bench-${number}`,
          ledger: 'bench',
        },
        {
          t: 'deposit',
          id: `d${number}`,
          key: `bench.fund.${number}`,
          account: `bench-${number}`,
          amount: '1000000',
        },
      ]),
    );
    for (const number of numbers) {
      await client.reply(`o${number}`);
      const funded = await client.reply(`d${number}`);
      if (funded.t !== 'ok') throw new Error(`account bench-${number} could not be funded`);
    }
  }
}

const accountsPerFrame = 200;

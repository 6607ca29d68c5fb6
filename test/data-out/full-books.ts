import type { Hub } from '../../client/sdk/index.ts';

/** What a spreadsheet would run, and what breaks a format that does not quote; the protocol lets all of it through. */
export const hostileMemos = [
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '＝1+1',
  "'=already guarded",
  "''",
  ' =1+1',
  'a "quoted", and; separated\\ memo',
  '","',
  '{"json":"\\u0000"}',
  '一二三 ünïcödé 👩‍👩‍👧',
  'null',
  '',
] as const;

/** Every kind of transaction but `expire`, in ledgers of several scales, with amounts at the ends of the 64-bit range. */
export async function makeFullBooks(hub: Hub): Promise<void> {
  await hub.createLedger({
    ledger: 'shop',
    asset: 'EUR',
    scale: 2,
    rules: { kind: 'fixed', maxTransfer: '500' },
  });
  for (const account of ['till', 'safe', 'spare']) await hub.open({ account, ledger: 'shop' });
  await hub.deposit({ account: 'till', amount: '1000', key: '-key', expect: { till: 0 } });
  for (const memo of hostileMemos) await hub.transfer({ from: 'till', to: 'safe', amount: '1.25', memo });
  const moved = await hub.transfer({
    from: 'till',
    to: 'safe',
    amount: '10',
    deadline: '2999-01-31T12:00:00.123456789Z',
  });
  await hub.reverse({ tx: moved.seq, amount: '4' });
  const held = await hub.hold({ from: 'till', to: 'safe', amount: '60', expires: '2999-01-31T18:00:00Z' });
  await hub.capture({ hold: held.seq, amount: '45' });
  const given = await hub.hold({ from: 'till', to: 'safe', amount: '5' });
  await hub.release({ hold: given.seq });
  await hub.freeze({ account: 'spare', side: 'debit' });
  await hub.unfreeze({ account: 'spare' });
  await hub.setRules({ account: 'safe', rules: { kind: 'fixed', maxBalance: '99999' } });
  await hub.closeAccount({ account: 'spare' });
  await hub.withdraw({ account: 'till', amount: '0.01' });
  await makeExtremes(hub, 'whole', 0);
  await makeExtremes(hub, 'fine', 12);
}

/** Two accounts at both ends of the 64-bit range that change places: the largest amount that there can be. */
async function makeExtremes(hub: Hub, ledger: string, scale: number): Promise<void> {
  const least = money(-(2n ** 63n), scale);
  await hub.createLedger({ ledger, asset: 'X', scale, rules: { kind: 'fixed', minBalance: least } });
  const [high, low] = [`${ledger}-high`, `${ledger}-low`];
  for (const account of [high, low]) await hub.open({ account, ledger });
  await hub.deposit({ account: high, amount: money(2n ** 63n - 1n, scale) });
  await hub.withdraw({ account: low, amount: money(2n ** 63n, scale) });
  await hub.transfer({ from: high, to: low, amount: money(2n ** 64n - 1n, scale) });
}

function money(minor: bigint, scale: number): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return minor < 0n ? `-${text}` : text;
}

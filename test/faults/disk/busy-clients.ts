import { nanoid } from 'nanoid';
import { keyRandomChars, timeOrderedKey } from '../../../shared/keys.ts';
import { RawClient } from '../../support/raw-client.ts';

/** Clients that keep a hub busy with commands of every kind that moves money; the id of each is its key. */

export type Fields = Readonly<Record<string, unknown>>;
export type Command = Fields & { readonly id: string };

const accounts = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
const commandsPerFrameMax = 3;
const holdMs = 60_000;

/** Makes the ledger and its accounts. */
export async function openBank(url: string): Promise<void> {
  await using client = await RawClient.connect(url);
  await ask(client, [{ t: 'ledger', ledger: 'bank', asset: 'CNY', scale: 2 }]);
  await ask(
    client,
    accounts.map((account) => ({ t: 'open', account, ledger: 'bank' })),
  );
  await ask(
    client,
    accounts.map((account) => ({ t: 'deposit', account, amount: '100' })),
  );
}

export interface Busy {
  readonly clients: number;
  /** Frames of commands that are answered, over all clients. */
  readonly frames: number;
  /** How many more each client sends and waits for no answer to. */
  readonly unanswered: number;
}

/** Resolves when all frames are answered, the last ones have left, and a watcher has had some of it. */
export async function keepBusy(url: string, busy: Busy, random: () => number): Promise<AsyncDisposable> {
  const watcher = await RawClient.connect(url);
  await watcher.ask({ t: 'watch', id: 'watch', accounts: ['A', 'B'] });
  let frames = 0;
  const run = async (client: RawClient): Promise<void> => {
    const holds: number[] = [];
    const sent: Fields[] = [];
    while (frames < busy.frames) {
      frames += 1;
      sent.push(...(await ask(client, someCommands(random, holds, sent), holds)));
    }
    for (let nth = 0; nth < busy.unanswered; nth += 1)
      client.send(...someCommands(random, holds, sent).map(keyed));
  };
  const clients = await Promise.all(Array.from({ length: busy.clients }, () => RawClient.connect(url)));
  await Promise.all(clients.map(run));
  return {
    async [Symbol.asyncDispose]() {
      for (const client of [watcher, ...clients]) await client[Symbol.asyncDispose]();
    },
  };
}

/** Sends commands in a frame and waits until each is answered; notes which holds are open. */
async function ask(client: RawClient, commands: readonly Fields[], holds: number[] = []): Promise<Fields[]> {
  const sent = commands.map(keyed);
  client.send(...sent);
  for (const { id } of sent) {
    const reply = await client.reply(id);
    if (reply.t === 'ok' && reply.tx.kind === 'hold') holds.push(reply.tx.seq);
  }
  return sent;
}

/** One that has a key is sent again as it is. */
export function keyed(fields: Fields): Command {
  const key =
    typeof fields.key === 'string' ? fields.key : timeOrderedKey(Date.now(), nanoid(keyRandomChars));
  return { ...fields, key, id: key };
}

export function someCommands(random: () => number, holds: number[], sent: readonly Fields[]): Fields[] {
  const count = 1 + Math.floor(random() * commandsPerFrameMax);
  return Array.from({ length: count }, () => someCommand(random, holds, sent));
}

function someCommand(random: () => number, holds: number[], sent: readonly Fields[]): Fields {
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
  const from = pick(accounts);
  const to = pick(accounts.filter((account) => account !== from));
  const amount = (1 + Math.floor(random() * 2_000)) / 100;
  const money = amount.toFixed(2);
  const memo = 'm'.repeat(Math.floor(random() * 140));
  const expires = new Date(Date.now() + holdMs).toISOString();
  switch (Math.floor(random() * 9)) {
    case 0:
      return { t: 'deposit', account: from, amount: money, memo };
    case 1:
      return { t: 'withdraw', account: from, amount: money, memo };
    case 2:
      return { t: 'hold', from, to, amount: money, expires };
    case 3: {
      const hold = holds.pop();
      return hold === undefined
        ? { t: 'deposit', account: from, amount: money }
        : { t: random() < 0.5 ? 'capture' : 'release', hold };
    }
    case 4:
      return { t: 'withdraw', account: from, amount: '99999' };
    case 5:
      return pick(sent) ?? { t: 'deposit', account: from, amount: money };
    default:
      return { t: 'transfer', from, to, amount: money, memo };
  }
}

import { connect, type Hub } from '../../../client/sdk/index.ts';
import { newKey } from '../../support/new-key.ts';
import type { CommandSeen, WatchedTarget } from '../checker/history.ts';
import type { Recorder } from '../checker/recorder.ts';
import { accounts, ledgerOf } from '../checker/teller.ts';
import { type Client, hubUrl } from './client.ts';

/** Lets everything come to an end in a world that is whole: each command has an answer then, and each watcher has heard of all. */
export async function close(recorder: Recorder, clients: readonly Client[]): Promise<void> {
  const hub = connect(hubUrl, { timeoutMs: Number.POSITIVE_INFINITY, retry: true });
  await askAgain(hub, recorder);
  await recorder.batch(
    hub,
    accounts.map((account) => ({ t: 'unfreeze', key: newKey(), account }) as const),
    false,
  );
  const last = new Map<string, number>();
  for (const [nth, seen] of (await depositAll(hub, recorder)).entries()) {
    if (seen.answer?.t === 'ok') last.set(accounts[nth] ?? '', seen.answer.tx.seq);
  }
  for (const { watch, target } of clients.flatMap(({ watches }) => watches)) {
    const seqs = accounts.map((account) => (isMeant(target, account) ? (last.get(account) ?? 0) : 0));
    await watch.reaches(Math.max(0, ...seqs));
  }
  await recorder.trial(hub);
  await recorder.get(hub, accounts);
}

async function depositAll(hub: Hub, recorder: Recorder): Promise<readonly CommandSeen[]> {
  const before = recorder.commands.length;
  const deposits = accounts.map(
    (account) => ({ t: 'deposit', key: newKey(), account, amount: '1' }) as const,
  );
  await recorder.batch(hub, deposits, false);
  return recorder.commands.slice(before);
}

/** What its client gave up, under the same key; an atomic batch as a whole. */
async function askAgain(hub: Hub, recorder: Recorder): Promise<void> {
  const isOpen = ({ answer }: CommandSeen): boolean => answer === undefined;
  const byKey = new Map(recorder.commands.map((seen) => [seen.command.key, seen]));
  const asked = new Set<string>();
  for (const { command, together } of recorder.commands.filter(isOpen)) {
    if (together === undefined) {
      const { id: _, ...input } = command;
      await recorder.send(hub, input);
    } else if (!asked.has(command.key)) {
      for (const key of together) asked.add(key);
      const inputs = together.flatMap((key) => {
        const { id: _, ...input } = byKey.get(key)?.command ?? command;
        return [input];
      });
      await recorder.batch(hub, inputs, true);
    }
  }
}

function isMeant(target: WatchedTarget, account: string): boolean {
  if (target === '*') return true;
  return 'ledger' in target ? target.ledger === ledgerOf(account) : target.includes(account);
}

import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { ResponseWire } from '../../server/http/api/response-wire.ts';
import { Hub } from '../../server/hub.ts';
import type { CommitBody, Head } from '../../server/journal/journal.ts';
import { limits } from '../../server/limits.ts';
import { openLocalViews } from '../../server/views/local-views.ts';
import { command, openAccounts } from '../support/errands.ts';
import { EventReader } from '../support/event-reader.ts';
import { MemoryJournal } from '../support/memory-journal.ts';
import { RawClient } from '../support/raw-client.ts';

/** A journal whose disk stands still when the test says so. */
class StalledJournal extends MemoryJournal {
  stalled: Promise<void> | undefined;

  override async append(body: CommitBody, expected: Head): Promise<Head> {
    await this.stalled;
    return super.append(body, expected);
  }
}

test('a watch that waits for the disk for longer than a heartbeat begins as any other', async () => {
  const journal = new StalledJournal();
  await using views = await openLocalViews({ journal, recentMax: 100 });
  const options = { host: '127.0.0.1', port: 0, demo: false };
  await using hub = await Hub.start(options, journal, views, pino({ level: 'silent' }), (error) => {
    throw error;
  });
  await using client = await RawClient.connect(hub.url);
  await openAccounts(client, 'bank', { A: '1' });
  const { heartbeatMs } = limits;
  Object.assign(limits, { heartbeatMs: 0 });
  const checks = vi.spyOn(ResponseWire.prototype, 'check');
  try {
    let goOn = (): void => undefined;
    journal.stalled = new Promise<void>((resolve) => (goOn = resolve));
    const deposit = client.ask(command({ t: 'deposit', account: 'A', amount: '1' }));
    const opening = EventReader.open(hub.url, '/v1/watch?accounts=A');
    while (checks.mock.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    goOn();
    await using reader = await opening;
    expect(reader.response.headers['content-type']).toBe('text/event-stream');
    expect((await reader.next()).event).toBe('watching');
    expect(await deposit).toMatchObject({ t: 'ok' });
  } finally {
    checks.mockRestore();
    Object.assign(limits, { heartbeatMs });
  }
});

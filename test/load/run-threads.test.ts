import { expect, test } from 'vitest';
import { newRun } from '../../client/load/command-key.ts';
import { LoadFailure, Threads } from '../../client/load/threads/threads.ts';
import { ScriptedHub } from '../sdk/scripted-hub.ts';
import { smallOptions } from './load-here.ts';

test('a hub that does not want a client ends the run, and says why', async () => {
  await using hub = await ScriptedHub.listen();
  const options = smallOptions(hub.url, { clients: 1, watchers: 0 });
  await using threads = new Threads(options, newRun(), { connected: () => {}, slice: () => {} });
  const connected = threads.connected();
  const connection = await hub.welcome();
  connection.socket.close(4502, 'the principal may not connect');
  // It had been connected for a moment.
  await connected.catch(() => undefined);
  const failure = threads.during(new Promise(() => {}));
  await expect(failure).rejects.toThrow(new LoadFailure('the principal may not connect'));
});

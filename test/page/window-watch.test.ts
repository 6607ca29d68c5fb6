import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import { WindowWatch } from '../../client/browser/accounts/window-watch.ts';
import { Pulse } from '../../client/browser/pulse.ts';
import { connect } from '../../client/sdk/index.ts';
import type { Request } from '../../shared/up.ts';
import { busyTo, type ScriptedConnection, ScriptedHub } from '../sdk/scripted-hub.ts';
import { account, watching } from '../sdk/watch-messages.ts';

/** The next watch of exactly these accounts; what else is asked meanwhile is of no interest. */
async function watchOf(hub: ScriptedConnection, ...accounts: string[]): Promise<Request> {
  for (;;) {
    const request = await hub.request();
    if (request.t !== 'watch') continue;
    expect(request).toMatchObject({ accounts });
    return request;
  }
}

function stands(hub: ScriptedConnection, { id }: Request, name: string): void {
  hub.send({ ...watching(5, [account(name, 1)]), id });
}

test('a list whose watch was refused is not current until the next one stands', async () => {
  await using scripted = await ScriptedHub.listen();
  await using sdk = connect(scripted.url);
  const told = new EventEmitter();
  const shown = new WindowWatch(sdk, new Pulse(sdk, ignored), ignored, () => told.emit('changed'));
  shown.show(['A'], ['A']);
  const hub = await scripted.welcome();
  const refused = await watchOf(hub, 'A');
  expect(shown.isCurrent).toBe(false);
  hub.send(busyTo(refused));
  await once(told, 'changed');
  expect(shown.isCurrent).toBe(false);
  stands(hub, await watchOf(hub, 'A'), 'A');
  await expect.poll(() => shown.isLive('A')).toBe(true);
  expect(shown.isCurrent).toBe(true);
  shown.close();
});

test('a watch that was refused is not asked for again once its accounts are out of sight', async () => {
  await using scripted = await ScriptedHub.listen();
  await using sdk = connect(scripted.url);
  const told = new EventEmitter();
  const shown = new WindowWatch(sdk, new Pulse(sdk, ignored), ignored, () => told.emit('changed'));
  shown.show(['A'], ['A']);
  const hub = await scripted.welcome();
  stands(hub, await watchOf(hub, 'A'), 'A');
  await expect.poll(() => shown.isCurrent).toBe(true);
  shown.show(['B'], ['B']);
  hub.send(busyTo(await watchOf(hub, 'B')));
  await once(told, 'changed');
  expect(shown.isCurrent).toBe(false);
  // Scrolled back: what is live there is all that is wanted.
  shown.show(['A'], ['A']);
  expect(shown.isCurrent).toBe(true);
  expect(shown.isLive('A')).toBe(true);
  shown.close();
});

function ignored(): void {}

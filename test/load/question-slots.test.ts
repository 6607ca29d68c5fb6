import { afterAll, beforeAll, expect, test } from 'vitest';
import { QuestionSlots } from '../../client/load/check/question-slots.ts';
import type { Hub } from '../../client/sdk/index.ts';
import { ServerProcess } from '../support/server-process.ts';

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start();
});
afterAll(() => server[Symbol.asyncDispose]());

test('all questions are asked, eight at a time on each of a few connections', async () => {
  await using slots = new QuestionSlots({ url: server.url });
  const running = new Map<Hub, number>();
  let most = 0;
  let asked = 0;
  for (let question = 0; question < 203; question += 1) {
    await slots.add(async (hub) => {
      const now = (running.get(hub) ?? 0) + 1;
      running.set(hub, now);
      most = Math.max(most, now);
      await hub.trial();
      running.set(hub, (running.get(hub) ?? 0) - 1);
      asked += 1;
    });
  }
  await slots.end();
  expect(asked).toBe(203);
  expect(most).toBe(8);
  expect(running.size).toBe(4);
});

test('a question that fails ends the asking with its error', async () => {
  await using slots = new QuestionSlots({ url: server.url });
  await slots.add((hub) => hub.history({ account: 'nobody' }).then(() => undefined));
  await expect(slots.end()).rejects.toMatchObject({ code: 'unknown_account' });
  const addMany = async (): Promise<void> => {
    for (let question = 0; question < 100; question += 1) await slots.add(async () => {});
  };
  await expect(addMany()).rejects.toMatchObject({ code: 'unknown_account' });
});

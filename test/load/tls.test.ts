import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { certificates } from '../support/certificates.ts';
import { tokenOf } from '../support/guarded-hub.ts';
import { ServerRun } from '../support/server-run.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { LoadProcess } from './load-process.ts';

test('a hub over TLS that wants a token is loaded, checked and scraped by whoever trusts its certificate', async () => {
  await using folder = await TemporaryFolder.make();
  const [cert, key, other] = [folder.file('cert.pem'), folder.file('key.pem'), folder.file('other.pem')];
  writeFileSync(cert, certificates.first.cert);
  writeFileSync(key, certificates.first.key);
  writeFileSync(other, certificates.second.cert);
  const [data, token] = [folder.file('data'), folder.file('token')];
  writeFileSync(token, tokenOf(data, 'all', '*'));
  const flags = ['--tls-cert', cert, '--tls-key', key, '--commands-per-second', '0'];
  await using server = new ServerRun(['--port', '0', '--data', data, '--no-demo', ...flags]);
  const [url = ''] = await server.prints(/wss:\/\/\S+/);
  const shown = ['--token-file', token];
  for (const driver of ['sdk', 'plain']) {
    // The mixed one has batches and questions, which go their own ways.
    const flagsOfRun = ['mixed', '--driver', driver, '--watchers', '2'];
    await using load = new LoadProcess(url, flagsOfRun, [...shown, '--ca', cert]);
    expect([await load.ended(), load.stderr]).toEqual([0, expect.not.stringContaining('certificate')]);
    expect(load.report).toMatchObject({ hubAbsence: null, interrupted: false, check: { problems: [] } });
    expect(JSON.stringify(load.report)).not.toContain('CERTIFICATE');
  }
  for (const trust of [[], ['--ca', other]]) {
    await using load = new LoadProcess(url, [], [...shown, ...trust]);
    expect(await load.ended()).toBe(3);
    expect(load.stderr).toContain(
      'is not trusted (self-signed certificate). Trust its certificate: --ca FILE',
    );
  }
  await using load = new LoadProcess(url.replace('wss:', 'ws:'), [], shown);
  expect(await load.ended()).toBe(3);
  expect(load.stderr).toContain('wss:// in place of ws://');
});

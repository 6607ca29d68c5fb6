import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { Listeners } from '../../client/sdk/listeners.ts';

const run = promisify(execFile);

test('each listener hears what is told until it is taken off, also one that was given twice', () => {
  const listeners = new Listeners<{ tick: number; tock: string }>();
  const heard: (number | string)[] = [];
  const listener = (value: number) => heard.push(value);
  const off = listeners.add('tick', listener);
  listeners.add('tick', listener);
  listeners.add('tock', (value) => heard.push(value));
  listeners.emit('tick', 1);
  listeners.emit('tock', 'one');
  off();
  listeners.emit('tick', 2);
  expect(heard).toEqual([1, 1, 'one', 2]);
});

test('who comes or goes while all are told makes no difference until the next time', () => {
  const listeners = new Listeners<{ tick: number }>();
  const heard: string[] = [];
  const offs: (() => void)[] = [];
  listeners.add('tick', (value) => {
    heard.push(`first ${value}`);
    for (const off of offs) off();
    if (value === 1) listeners.add('tick', (later) => heard.push(`third ${later}`));
  });
  offs.push(listeners.add('tick', (value) => heard.push(`second ${value}`)));
  listeners.emit('tick', 1);
  listeners.emit('tick', 2);
  expect(heard).toEqual(['first 1', 'second 1', 'first 2', 'third 2']);
});

test('a listener that throws is reported as uncaught and keeps nothing from the others', async () => {
  const program = `
    import { Listeners } from ${JSON.stringify(new URL('../../client/sdk/listeners.js', import.meta.url).href)};
    const listeners = new Listeners();
    process.on('uncaughtException', (error) => console.log('uncaught', error.message));
    listeners.add('tick', () => { throw new Error('no'); });
    listeners.add('tick', (value) => console.log('heard', value));
    listeners.emit('tick', 1);
    console.log('went on');
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program]);
  expect(stdout.trim().split('\n')).toEqual(['heard 1', 'went on', 'uncaught no']);
});

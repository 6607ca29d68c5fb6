import { expect, test } from 'vitest';
import { CannotConnect } from '../../client/sdk/errors.ts';
import { socketUrl } from '../../client/sdk/url.ts';

test.each([
  ['ws://127.0.0.1:7400/ws', 'ws://127.0.0.1:7400/ws'],
  ['ws://127.0.0.1:7400', 'ws://127.0.0.1:7400/ws'],
  ['wss://bank.example', 'wss://bank.example/ws'],
  ['http://localhost:7400', 'ws://localhost:7400/ws'],
  ['https://bank.example/hub', 'wss://bank.example/hub'],
  ['localhost:7400', 'ws://localhost:7400/ws'],
  ['[::1]:7400', 'ws://[::1]:7400/ws'],
  ['ws://127.0.0.1:7400/ws#top', 'ws://127.0.0.1:7400/ws'],
])('%s means %s', (text, url) => {
  expect(socketUrl(text)).toBe(url);
});

test.each(['', 'ftp://localhost', 'localhost:99999', 'ws://', 'two words', 'ws://me:secret@localhost'])(
  '%j is not an address',
  (text) => {
    expect(() => socketUrl(text)).toThrow(expect.objectContaining({ code: 'bad_url', retryable: false }));
    expect(() => socketUrl(text)).toThrow(CannotConnect);
  },
);

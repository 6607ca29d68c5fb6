import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { WebSocketServer } from 'ws';
import { z } from 'zod';

/**
 * What a transaction hub is at first thought: `ws`, and one synchronous SQLite transaction a message, durable
 * before the answer. It checks funds, moves the money and keeps a row of it; nothing else.
 */
const { values } = parseArgs({ options: { file: { type: 'string' }, accounts: { type: 'string' } } });

const db = new Database(values.file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`
  CREATE TABLE accounts (id TEXT PRIMARY KEY, balance INTEGER NOT NULL) STRICT;
  CREATE TABLE transfers (key TEXT PRIMARY KEY, from_id TEXT NOT NULL, to_id TEXT NOT NULL, amount INTEGER NOT NULL) STRICT;
`);
const open = db.prepare('INSERT INTO accounts VALUES (?, ?)');
db.transaction(() => {
  for (let at = 0; at < Number(values.accounts); at += 1) open.run(`bench-${at}`, 100_000_000);
})();

const take = db.prepare('UPDATE accounts SET balance = balance - ? WHERE id = ? AND balance >= ?');
const give = db.prepare('UPDATE accounts SET balance = balance + ? WHERE id = ?');
const keep = db.prepare('INSERT INTO transfers VALUES (?, ?, ?, ?)');
const transfer = db.transaction((key: string, from: string, to: string, minor: number) => {
  if (take.run(minor, from, minor).changes !== 1 || give.run(minor, to).changes !== 1)
    throw new Error('no funds');
  keep.run(key, from, to, minor);
});
const TransferSchema = z.object({
  id: z.number(),
  key: z.string(),
  from: z.string(),
  to: z.string(),
  amount: z.string(),
});

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.on('message', (data) => {
    const { id, key, from, to, amount } = TransferSchema.parse(JSON.parse(data.toString()));
    transfer.immediate(key, from, to, Math.round(Number(amount) * 100));
    socket.send(JSON.stringify({ t: 'ok', id }));
  });
});
server.on('listening', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null)
    console.log(`ready: ws://127.0.0.1:${address.port}/ws`);
});

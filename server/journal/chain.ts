import assert from 'node:assert';
import { createHash } from 'node:crypto';
import type { Commit, CommitBody, Head } from './journal.ts';

/**
 * The chain: each commit's hash covers the hash before it, so that no commit can be changed, dropped or
 * put elsewhere without every later hash telling.
 */

/** Where a journal without commits ends. */
export function genesis(epoch: string): Head {
  return { number: 0, seq: 0, hash: sha256(`florin journal ${epoch}`) };
}

/**
 * SHA-256 of a commit behind the one with the hash `previous`, lower-case hex. Everything before the
 * first line break has one reading, and the records are all that follows it.
 */
export function commitHash(previous: string, number: number, body: CommitBody): string {
  const { firstSeq, count, atMs, records } = body;
  return sha256(`${previous} ${number} ${firstSeq} ${count} ${atMs}\n${records}`);
}

/** The commit that makes `body` the next in the chain. A body that does not fit there is a broken invariant. */
export function chain(body: CommitBody, head: Head, headAtMs: number): Commit {
  const { firstSeq, count, atMs, records } = body;
  const number = head.number + 1;
  assert(firstSeq === head.seq + 1, `commit ${number} begins at seq ${firstSeq} after ${head.seq}`);
  assert(Number.isSafeInteger(count) && count >= 0, `commit ${number} counts ${count} transactions`);
  assert(Number.isSafeInteger(atMs) && atMs >= headAtMs, `commit ${number} is older than the one before`);
  assert(records !== '', `commit ${number} holds no records`);
  return { number, firstSeq, count, atMs, records, hash: commitHash(head.hash, number, body) };
}

/** Where a journal that ends with this commit ends. */
export function headOf(commit: Omit<Commit, 'records' | 'atMs'>): Head {
  return { number: commit.number, seq: commit.firstSeq + commit.count - 1, hash: commit.hash };
}

export function sameHead(a: Head, b: Head): boolean {
  return a.number === b.number && a.seq === b.seq && a.hash === b.hash;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

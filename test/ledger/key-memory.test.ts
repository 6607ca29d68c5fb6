import { describe, expect, test } from 'vitest';
import { KeyMemory } from '../../server/ledger/key-memory.ts';
import { fingerprinter } from '../../server/ledger/key-table.ts';
import { keyRandomChars, timeOrderedKey } from '../../shared/keys.ts';

const nowMs = 1_800_000_000_000;
const random = 'x'.repeat(keyRandomChars);
const fingerprintOf = fingerprinter({ high: 1, low: 2 });
const bounds = { keysPerGeneration: 2, generations: 1, marksMax: 2 };

function keyAt(ms: number, tail = random): string {
  return timeOrderedKey(ms, tail);
}

/** Fills generations until the first one is dropped. */
function roll(keys: KeyMemory, fromMs: number, commit: number): void {
  for (let at = 0; at < 4; at += 1) keys.remember('p', keyAt(fromMs + at), fromMs + at, commit);
  keys.release(commit);
}

describe('key memory', () => {
  test('a time-ordered key above the floor that is not held was never used', () => {
    const keys = new KeyMemory(bounds, fingerprintOf);
    expect(keys.find('p', keyAt(nowMs))).toBeUndefined();
    expect(keys.isNew('p', keyAt(nowMs), nowMs)).toBe(true);
  });

  test('a remembered key is found with its commit, and only for its principal', () => {
    const keys = new KeyMemory(bounds, fingerprintOf);
    keys.remember('p', 'hand-made', nowMs, 7);
    expect(keys.find('p', 'hand-made')).toBe(7);
    expect(keys.find('q', 'hand-made')).toBeUndefined();
  });

  test('a hand-made key is never certain to be new', () => {
    expect(new KeyMemory(bounds, fingerprintOf).isNew('p', 'hand-made', nowMs)).toBe(false);
  });

  test('keys at or below the floor that the memory began with have to be looked up', () => {
    const keys = new KeyMemory(bounds, fingerprintOf, { commit: 0, floor: keyAt(nowMs), marks: [] });
    expect(keys.isNew('p', keyAt(nowMs - 1), nowMs)).toBe(false);
    expect(keys.isNew('p', keyAt(nowMs), nowMs)).toBe(false);
    expect(keys.isNew('p', keyAt(nowMs + 1), nowMs)).toBe(true);
  });

  test('a generation is dropped only once the views hold its commits, and the floor rises to its greatest key', () => {
    const keys = new KeyMemory(bounds, fingerprintOf);
    for (let at = 0; at < 4; at += 1) keys.remember('p', keyAt(nowMs + at), nowMs + at, 10 + at);
    keys.release(10);
    expect(keys.find('p', keyAt(nowMs))).toBe(10);
    expect(keys.covers(0)).toBe(true);
    keys.release(13);
    expect(keys.find('p', keyAt(nowMs))).toBeUndefined();
    expect(keys.isNew('p', keyAt(nowMs), nowMs + 5)).toBe(false);
    expect(keys.covers(10)).toBe(false);
    expect(keys.covers(13)).toBe(true);
  });

  test('a key far ahead of its time does not raise the floor, and its second is looked up for ever', () => {
    const keys = new KeyMemory(bounds, fingerprintOf);
    const aheadMs = nowMs + 25 * 3_600_000;
    keys.remember('p', keyAt(aheadMs), nowMs, 1);
    roll(keys, nowMs, 1);
    expect(keys.find('p', keyAt(aheadMs))).toBeUndefined();
    expect(keys.isNew('p', keyAt(nowMs + 60_000), nowMs + 60_000)).toBe(true);
    // Its own time has come: nothing but the mark tells that it may have been used.
    expect(keys.isNew('p', keyAt(aheadMs), aheadMs)).toBe(false);
    expect(keys.isNew('p', keyAt(aheadMs, 'y'.repeat(keyRandomChars)), aheadMs)).toBe(false);
    expect(keys.isNew('p', keyAt(aheadMs + 1_000), aheadMs + 1_000)).toBe(true);
    expect(keys.isNew('q', keyAt(aheadMs), aheadMs)).toBe(true);
  });

  test('marks that do not fit make everything up to them looked up, not forgotten', () => {
    const keys = new KeyMemory(bounds, fingerprintOf);
    const hourMs = 3_600_000;
    for (const hours of [1, 2, 3]) keys.remember('p', keyAt(nowMs + hours * hourMs), nowMs, 1);
    expect(keys.isNew('p', keyAt(nowMs + 1), nowMs + 1)).toBe(false);
    expect(keys.isNew('p', keyAt(nowMs + 4 * hourMs), nowMs + 4 * hourMs)).toBe(true);
  });

  test('an answer of the views from before the commit that a memory begins behind tells nothing', () => {
    const keys = new KeyMemory(bounds, fingerprintOf, { commit: 7, floor: '', marks: [] });
    expect(keys.covers(6)).toBe(false);
    expect(keys.covers(7)).toBe(true);
  });

  test('marks that a memory begins with count as if they had been made', () => {
    const first = new KeyMemory(bounds, fingerprintOf);
    const aheadMs = nowMs + 3_600_000;
    first.remember('p', keyAt(aheadMs), nowMs, 1);
    const again = new KeyMemory(bounds, fingerprintOf, {
      commit: 0,
      floor: keyAt(nowMs),
      marks: [`${Math.floor(aheadMs / 1000)} p`],
    });
    expect(again.isNew('p', keyAt(aheadMs), aheadMs)).toBe(false);
  });
});

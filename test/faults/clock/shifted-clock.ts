import { readFileSync } from 'node:fs';

/**
 * To be loaded before the hub: a clock that is off by as many milliseconds as the file in `FLORIN_TEST_CLOCK` says, at
 * the start and again at each SIGUSR2.
 */
const file = process.env.FLORIN_TEST_CLOCK ?? '';
const { now } = Date;
let offMs = 0;

function read(): void {
  offMs = Number(readFileSync(file, 'utf8'));
}

read();
process.on('SIGUSR2', read);
Date.now = () => now() + offMs;

import { openDataFolder } from '../../server/data-folder.ts';

/** A process that holds a data folder until it is killed or its stdin ends: see `data-folder.test.ts`. */
const folder = await openDataFolder(process.argv[2] ?? '');
await folder.claim('ws://127.0.0.1:7400/ws');
process.stdout.write('held\n');
// Who is not referred to any more would be collected, and its lock with it.
process.stdin.on('end', () => void folder[Symbol.asyncDispose]());
process.stdin.resume();

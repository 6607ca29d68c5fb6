import { openDataFolder } from '../../server/data-folder.ts';

/** A process that holds a data folder until it is killed: see `data-folder.test.ts`. */
const folder = await openDataFolder(process.argv[2] ?? '');
await folder.claim('ws://127.0.0.1:7400/ws');
process.stdout.write('held\n');
process.stdin.resume();

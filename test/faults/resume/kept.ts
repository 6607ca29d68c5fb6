import { fileURLToPath } from 'node:url';

/** The variable that tells {@link file://./few-kept.ts} how many. */
export const keptVariable = 'FLORIN_KEPT';

/** The module that node is to load before the hub. */
export const fewKept = fileURLToPath(new URL('./few-kept.js', import.meta.url));

import * as z from 'zod/mini';

/**
 * The schema library of both sides: in the form of which a browser's bundle holds only what is used, a third of
 * the whole. Its checks come without words; `decode-request.ts` has ours.
 */
export { z };

import { en } from 'zod/locales';
import * as z from 'zod/mini';

/**
 * The schema library of both sides: in the form of which a browser's bundle holds only what is used, a third of
 * the whole. It comes without words for what is wrong.
 */
z.config(en());

export { z };

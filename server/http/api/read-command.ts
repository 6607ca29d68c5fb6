import type { Batch, Command } from '../../../shared/commands.ts';
import { BadFrame, decodeRequest } from '../../../shared/decode-request.ts';
import type { CorrelationId } from '../../../shared/fields.ts';

/** A command or batch, or what was wrong with it (`id` where it could be read). */
export type ReadCommand =
  | { readonly ok: true; readonly request: Command | Batch }
  | { readonly ok: false; readonly id: CorrelationId | null; readonly message: string };

/** The command or batch that a text holds; it gets those of `defaults` that it does not name itself. */
export function readCommand(text: string, defaults: Readonly<Record<string, unknown>>): ReadCommand {
  try {
    const decoded = decodeRequest(text, defaults);
    if (!decoded.ok) return decoded;
    const { request } = decoded;
    if (request.t === 'batch' || ('key' in request && request.t !== 'outcome')) return { ok: true, request };
    return { ok: false, id: request.id, message: `${request.t} is no command: only commands are taken here` };
  } catch (error) {
    if (!(error instanceof BadFrame)) throw error;
    return { ok: false, id: null, message: 'this is not JSON' };
  }
}

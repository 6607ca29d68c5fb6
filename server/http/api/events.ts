import type { WireForm } from './response-wire.ts';

/**
 * Server-sent events (WHATWG HTML, section 9.2): an event is named by the type of the message that is its data.
 * Its id says what the watcher knows once it has read it, so that a reader that comes back with the last id that
 * it saw misses nothing; what does not tell all up to its seq, such as a part of a snapshot, has none.
 */
export function eventsForm(epoch: string): WireForm {
  const write = (message: string): string => {
    const [, type = 'message', seq] = head.exec(message) ?? [];
    const id = seq === undefined || message.endsWith(partEnd) ? '' : `id: ${epoch}:${seq}\n`;
    return `event: ${type}\n${id}data: ${message}\n\n`;
  };
  return { write: (frame) => frame.split('\n').map(write).join(''), silence: ': alive\n\n' };
}

/** The epoch and the seq of an event's id, which its reader sends as `Last-Event-ID`; `undefined` for what is none. */
export function sinceOf(id: string): { readonly epoch: string; readonly seq: number } | undefined {
  const match = /^([A-Za-z0-9_-]{1,64}):(0|[1-9][0-9]{0,14})$/.exec(id);
  return match === null ? undefined : { epoch: match[1] ?? '', seq: Number(match[2]) };
}

/** The beginning of a message to a watcher, with the seq that the watcher knows then. */
const head = /^\{"t":"([a-z]+)"(?:(?:,"id":1)?,"watch":\d+(?:,"prev":\d+)?(?:,"tx":\{|,)"seq":(\d+))?/;
const partEnd = '"more":true}';

import { Worker } from 'node:worker_threads';
import type { FromWorker, Sent, ToWorker } from './messages.ts';
import { fromThrown } from './thrown.ts';

interface WorkerEvents<Note> {
  /** What the worker says unasked. */
  readonly note: (note: Note) => void;
  /** The worker has ended by itself; what is returned rejects every call, those to come included. */
  readonly ended: (cause: Error) => Error;
}

interface Pending<Reply> {
  readonly settle: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** A worker thread that answers calls, in any order. The calls of one tick cross in one message. */
export class WorkerCalls<Call, Reply, Note> implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #exit: Promise<unknown>;
  readonly #events: WorkerEvents<Note>;
  readonly #pending = new Map<number, Pending<Reply>>();
  #lastId = 0;
  #unsent: Sent<Call>[] = [];
  #ended: Error | undefined;
  #closing = false;

  constructor(entry: URL, events: WorkerEvents<Note>) {
    this.#events = events;
    this.#worker = new Worker(entry);
    this.#exit = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#worker.on('message', (messages: FromWorker<Reply, Note>[]) => {
      for (const message of messages) this.#take(message);
    });
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', (code) => this.#end(new Error(`the thread ended with code ${code}`)));
  }

  /**
   * Resolves with what `pick` takes from the reply; `undefined` says that it is the reply to another kind
   * of call.
   */
  call<T>(call: Call, pick: (reply: Reply) => T | undefined): Promise<T> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    if (this.#closing) return Promise.reject(new Error('closed'));
    return new Promise((resolve, reject) => {
      const settle = (reply: Reply): void => {
        const picked = pick(reply);
        if (picked === undefined) reject(new Error('a thread gave the reply to another call'));
        else resolve(picked);
      };
      this.#lastId += 1;
      this.#pending.set(this.#lastId, { settle, reject });
      this.#send({ id: this.#lastId, call });
    });
  }

  /** A call without a reply. */
  tell(call: Call): void {
    if (this.#ended === undefined && !this.#closing) this.#send({ call });
  }

  /** Lets the worker answer what it was asked, then end. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      this.#flush();
      this.#post('close');
    }
    await this.#exit;
  }

  #send(sent: Sent<Call>): void {
    if (this.#unsent.length === 0) queueMicrotask(() => this.#flush());
    this.#unsent.push(sent);
  }

  #flush(): void {
    if (this.#unsent.length === 0) return;
    this.#post({ calls: this.#unsent });
    this.#unsent = [];
  }

  #post(message: ToWorker<Call>): void {
    this.#worker.postMessage(message);
  }

  #take(message: FromWorker<Reply, Note>): void {
    if ('note' in message) {
      this.#events.note(message.note);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if ('reply' in message) pending?.settle(message.reply);
    else pending?.reject(fromThrown(message.thrown));
  }

  #end(cause: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = this.#closing ? new Error('closed', { cause }) : this.#events.ended(cause);
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }
}

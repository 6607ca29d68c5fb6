import { OkSchema } from '../../../shared/down.ts';
import type { Transaction } from '../../../shared/transaction.ts';
import { accountName } from '../workload.ts';
import type { Driver, DriverEvents, DriverOptions } from './driver.ts';
import type { BatchJob, CommandJob, Job, ReadJob } from './job.ts';
import { PlainRequests } from './plain-requests.ts';
import { wireCommand } from './wire.ts';

/** A client that is a bare `ws` socket: one command a frame, written by template. The hub's cheapest peer. */
export class PlainDriver implements Driver {
  readonly #ledger: string;
  readonly #requests: PlainRequests<CommandJob | ReadJob>;

  constructor({ ledger, transactions, ...address }: DriverOptions, events: DriverEvents) {
    this.#ledger = ledger;
    this.#requests = new PlainRequests<CommandJob | ReadJob>(
      { ...address, packed: false },
      {
        up: () => events.up(),
        ok: (job, seq, nowMs, frame, from, to) => {
          if (job.kind !== 'command') return;
          events.committed(job, seq, nowMs, transactions ? transactionAt(frame, from, to) : undefined);
        },
        refused: (job, { code }, nowMs) => events.refused(job, code, nowMs),
        answered: (job, _, nowMs) => {
          if (job.kind === 'read') events.read(job, nowMs);
        },
        retried: ({ kind }) => {
          if (kind === 'command') events.retried(1);
        },
        ended: (cause) => events.ended(cause),
      },
    );
  }

  submit(job: Job): void {
    if (job.kind === 'batch') submitBatch(this.#requests, job, this.#ledger);
    else if (job.kind === 'read') {
      const { t, ...fields } = job.question;
      this.#requests.submit(job, t, fieldsOf(fields));
    } else this.#requests.submit(job, job.command.kind, commandFields(job, this.#ledger));
  }

  get problem(): string {
    return this.#requests.problem;
  }

  close(): Promise<void> {
    return this.#requests.close();
  }
}

/** Sends the commands of a batch in one request. */
export function submitBatch(
  requests: PlainRequests<CommandJob> | PlainRequests<CommandJob | ReadJob>,
  { jobs, isAtomic }: BatchJob,
  ledger: string,
): void {
  const members = jobs.map((item) => {
    const { t, ...fields } = wireCommand(item, ledger);
    return { item, t, fields: fieldsOf(fields) };
  });
  requests.submitBatch(members, isAtomic);
}

/** The transaction of an `ok` that is in this part of a frame. */
export function transactionAt(frame: string, from: number, to: number): Transaction {
  return OkSchema.parse(JSON.parse(frame.slice(from, to))).tx;
}

function commandFields(job: CommandJob, ledger: string): string {
  const { command, key } = job;
  switch (command.kind) {
    case 'transfer': {
      const from = accountName(ledger, command.from);
      const to = accountName(ledger, command.to);
      return `"key":"${key}","from":"${from}","to":"${to}","amount":"${command.amount}"`;
    }
    case 'deposit':
    case 'withdraw':
      return `"key":"${key}","account":"${accountName(ledger, command.account)}","amount":"${command.amount}"`;
    default: {
      const { t: _, ...fields } = wireCommand(job, ledger);
      return fieldsOf(fields);
    }
  }
}

/** Fields as JSON without braces. */
function fieldsOf(fields: object): string {
  return JSON.stringify(fields).slice(1, -1);
}

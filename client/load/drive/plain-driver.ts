import { OkSchema } from '../../../shared/down.ts';
import { accountName } from '../workload.ts';
import type { Driver, DriverEvents, DriverOptions } from './driver.ts';
import type { Job } from './job.ts';
import { PlainRequests } from './plain-requests.ts';

/** A client that is a bare `ws` socket: one command a frame, written by template. The hub's cheapest peer. */
export class PlainDriver implements Driver {
  readonly #ledger: string;
  readonly #requests: PlainRequests<Job>;

  constructor({ url, token, ledger, transactions }: DriverOptions, events: DriverEvents) {
    this.#ledger = ledger;
    this.#requests = new PlainRequests<Job>(
      { url, token, packed: false },
      {
        up: () => events.up(),
        ok: (job, seq, nowMs, frame, from, to) => {
          if (job.kind !== 'command') return;
          const tx = transactions ? OkSchema.parse(JSON.parse(frame.slice(from, to))).tx : undefined;
          events.committed(job, seq, nowMs, tx);
        },
        refused: (job, { code }, nowMs) => events.refused(job, code, nowMs),
        answered: (job) => {
          if (job.kind === 'read') events.read(job);
        },
        retried: ({ kind }) => {
          if (kind === 'command') events.retried(1);
        },
        ended: (cause) => events.ended(cause),
      },
    );
  }

  submit(job: Job): void {
    const t = job.kind === 'read' ? 'get' : job.command.kind;
    this.#requests.submit(job, t, fieldsOf(job, this.#ledger));
  }

  get problem(): string {
    return this.#requests.problem;
  }

  close(): Promise<void> {
    return this.#requests.close();
  }
}

function fieldsOf(job: Job, ledger: string): string {
  if (job.kind === 'read') return `"accounts":${JSON.stringify(job.accounts)}`;
  const { command, key } = job;
  const { amount } = command;
  if (command.kind !== 'transfer') {
    return `"key":"${key}","account":"${accountName(ledger, command.account)}","amount":"${amount}"`;
  }
  const from = accountName(ledger, command.from);
  const to = accountName(ledger, command.to);
  return `"key":"${key}","from":"${from}","to":"${to}","amount":"${amount}"`;
}

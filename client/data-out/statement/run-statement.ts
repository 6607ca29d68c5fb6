import { paints, wantsColour } from '../../terminal/format/paint.ts';
import { printableJson } from '../../words/printable.ts';
import { StreamSink } from '../export/stream-sink.ts';
import { meantAccount } from '../meant-account.ts';
import { type DataOutParts, pageWidth } from '../run-data-out.ts';
import type { StatementRequest } from './command.ts';
import { StatementLines } from './page.ts';
import { type StatementPart, statementParts } from './pages.ts';

/** `florin statement`. Rejects with the SDK's errors and `DataOutProblem`. */
export async function runStatement(parts: DataOutParts, request: StatementRequest): Promise<void> {
  const { hub, stdout, json, signal } = parts;
  const account = await meantAccount(parts, request.account);
  const sink = new StreamSink(stdout, signal);
  const linesOf = json ? jsonLines : pageLines(parts);
  for await (const part of statementParts(hub, { ...request, account }, signal)) {
    const lines = linesOf(part);
    if (lines.length > 0) await sink.write(lines.map((line) => `${line}\n`).join(''));
  }
}

type LinesOf = (part: StatementPart) => readonly string[];

/** For a person. */
function pageLines({ stdout, env }: DataOutParts): LinesOf {
  let page: StatementLines | undefined;
  return (part) => {
    switch (part.kind) {
      case 'opening':
        page = new StatementLines(part, paints(wantsColour(stdout, env)), {
          width: pageWidth(stdout),
          nowMs: Date.now(),
        });
        return page.head;
      case 'entries':
        return part.entries.map((entry) => page?.entry(entry) ?? '');
      case 'closing':
        return page?.tail(part.closing) ?? [];
    }
  };
}

/** For programs: NDJSON with `event` `opening`, `entry` or `closing`; an entry is as the protocol has it. Stable. */
function jsonLines(part: StatementPart): readonly string[] {
  switch (part.kind) {
    case 'opening': {
      const { account, ledger, asset, from, to, opening } = part.opening;
      return [printableJson({ event: 'opening', account, ledger, asset, from, to, opening })];
    }
    case 'entries':
      return part.entries.map((entry) => printableJson({ event: 'entry', ...entry }));
    case 'closing':
      return [printableJson({ event: 'closing', ...part.closing })];
  }
}

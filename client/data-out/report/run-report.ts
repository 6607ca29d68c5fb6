import { Progress } from '../../load/progress.ts';
import { countText } from '../../load/report/numbers.ts';
import { paints, wantsColour } from '../../terminal/format/paint.ts';
import { printableJson } from '../../words/printable.ts';
import { meantAccount } from '../meant-account.ts';
import { type DataOutParts, pageWidth } from '../run-data-out.ts';
import type { ReportRequest } from './command.ts';
import { gather } from './gather.ts';
import { reportPage } from './page.ts';
import { reportObject } from './report-json.ts';

/** `florin report`. Rejects with the SDK's errors. */
export async function runReport(parts: DataOutParts, request: ReportRequest): Promise<void> {
  const { stdout, env, json } = parts;
  const account = request.account === undefined ? undefined : await meantAccount(parts, request.account);
  const report = await gatherShown(parts, { ...request, account });
  const lines = json
    ? [printableJson(reportObject(report))]
    : reportPage(report, paints(wantsColour(stdout, env)), pageWidth(stdout));
  stdout.write(lines.map((line) => `${line}\n`).join(''));
}

async function gatherShown(
  { hub, stderr, signal }: DataOutParts,
  request: ReportRequest,
): ReturnType<typeof gather> {
  using progress = stderr.isTTY ? new Progress(stderr) : undefined;
  progress?.begin('reading', '');
  return await gather(hub, request, signal, (share, count) =>
    progress?.show(share, `${countText(count)} transactions`),
  );
}

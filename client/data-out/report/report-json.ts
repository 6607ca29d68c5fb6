import { formatMoney } from '../../../shared/money.ts';
import { unusualScore } from '../../analysis/amount-score.ts';
import type { Flow } from './flows.ts';
import type { Fold } from './fold.ts';
import type { Report } from './gather.ts';
import { type Mover, net, turnover } from './movers.ts';

/** Accounts of each list. */
const listedMax = 100;

/** A report for programs. Stable; money is decimal text, times are ISO 8601 in UTC, a score without bound is null. */
export function reportObject({ request, folds, leftOut }: Report): object {
  const { ledger = null, account = null, period } = request;
  return {
    ledger,
    account,
    from: period.from ?? null,
    to: period.to ?? null,
    unusualScore,
    leftOut,
    ledgers: folds.map(foldObject),
  };
}

function foldObject({ subject, first, last, total, kinds, flows, movers, unusual }: Fold): object {
  const { ledger, asset, scale, account } = subject;
  const money = (minor: bigint): string => formatMoney(minor, scale);
  const flowObject = ({ count, in: into, out, within }: Flow): object => ({
    transactions: count,
    in: money(into),
    out: money(out),
    ...(account === undefined ? { within: money(within) } : {}),
  });
  const moverObject = (mover: Mover): object => ({
    account: mover.account,
    turnover: money(turnover(mover)),
    in: money(mover.in),
    out: money(mover.out),
    net: money(net(mover)),
    movements: mover.count,
  });
  const { per, spans } = flows.timeline(Number.POSITIVE_INFINITY);
  return {
    ledger,
    asset,
    firstSeq: first?.seq ?? null,
    lastSeq: last?.seq ?? null,
    ...flowObject(total),
    kinds: kinds.list.map(({ kind, count, amount }) => ({
      kind,
      transactions: count,
      amount: money(amount),
    })),
    per,
    flows: spans.map(({ fromMs, ...flow }) => ({
      from: new Date(fromMs).toISOString(),
      ...flowObject(flow),
    })),
    byTurnover: movers.byTurnover(listedMax).map(moverObject),
    byNet: movers.byNet(listedMax).map(moverObject),
    moversLeftOut: movers.leftOut,
    unusual: {
      count: unusual.count,
      unjudged: unusual.unjudged,
      most: unusual.list.map(({ score, ...movement }) => ({
        ...movement,
        score: Number.isFinite(score) ? score : null,
      })),
    },
  };
}

import { Expiry } from '../../../server/expiry.ts';
import { FanOut } from '../../../server/gateway/fan-out.ts';
import { Outcomes } from '../../../server/gateway/outcomes.ts';
import { Recent } from '../../../server/gateway/recent.ts';
import { Pipeline } from '../../../server/pipeline.ts';

/** Hubs that break a promise each, by the one method that is wrong. A simulation that does not see it proves nothing. */
export const mutants: Readonly<Record<string, () => void>> = {
  /** The disk's part is in `disk.ts`: it says "written" before it is. */
  'acknowledges before the commit': () => {},
  'drops an event': () => {
    const { committed } = FanOut.prototype;
    FanOut.prototype.committed = function (tx, record) {
      if (tx.seq % 7 !== 0) committed.call(this, tx, record);
    };
  },
  'takes every key for new': () => {
    Outcomes.prototype.isNew = () => true;
  },
  'goes on with a watch that it has forgotten a part of': () => {
    Recent.prototype.reachesBackTo = function (seq) {
      return seq <= this.newest;
    };
  },
  'answers before what it says is durable': () => {
    Pipeline.prototype.afterCommit = (waiting) => waiting.release();
  },
  'lets holds expire unseen': () => {
    Expiry.prototype.endDue = () => true;
  },
};

export const lyingDisk = 'acknowledges before the commit';

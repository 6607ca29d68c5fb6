import { Pipeline } from '../../../server/pipeline.ts';

/** A hub that does the commands of an atomic batch one by one. Loaded before the hub. */

Pipeline.prototype.submitTogether = function (commands, by, asker) {
  for (const command of commands) this.submit(command, by, asker);
};

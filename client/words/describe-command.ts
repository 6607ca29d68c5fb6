import { type Command, defaultSide } from '../../shared/commands.ts';
import { describeRules } from './describe-rules.ts';
import { stopped } from './describe-standing.ts';
import { dateAndTime } from './moments.ts';

/** What a command asks for, for people. All of it passed the protocol's schemas, so it is printable. */
export function describeCommand(command: Command): string {
  switch (command.t) {
    case 'deposit':
      return `Deposit ${command.amount} into ${command.account}`;
    case 'withdraw':
      return `Withdraw ${command.amount} from ${command.account}`;
    case 'transfer':
      return `Transfer ${command.amount} from ${command.from} to ${command.to}`;
    case 'hold':
      return `Hold ${command.amount} of ${command.from} for ${command.to}${command.expires === undefined ? '' : ` until ${dateAndTime(command.expires)}`}`;
    case 'capture':
      return `Capture ${command.amount === undefined ? '' : `${command.amount} of `}hold #${command.hold}`;
    case 'release':
      return `Release hold #${command.hold}`;
    case 'reverse':
      return `Reverse ${command.amount === undefined ? '' : `${command.amount} of `}#${command.tx}`;
    case 'open':
      return `Open ${command.account}`;
    case 'freeze':
      return `Freeze ${command.account}: ${stopped[command.side ?? defaultSide]}`;
    case 'unfreeze':
      return `Unfreeze ${command.account}`;
    case 'close':
      return `Close ${command.account}`;
    case 'rules':
      return `Set the rules of ${command.account ?? `ledger ${command.ledger}`}: ${describeRules(command.rules)}`;
    case 'ledger':
      return `Make ledger ${command.ledger}`;
  }
}

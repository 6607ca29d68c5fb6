import { type CommandName, commandForms, isCommandName } from '../input/commands.ts';

/** Lines of help for the prompt: all that can be typed, or one command with examples. */
export function helpLines(topic: CommandName | undefined): string[] {
  if (topic !== undefined) {
    const { form, summary, examples } = commandForms[topic];
    return [`${form}: ${summary}`, ...examples.map((example) => `  ${example}`)];
  }
  const names = Object.keys(commandForms).filter(isCommandName);
  const width = Math.max(...names.map((name) => inWords(name).length));
  return [
    'Transactions in short, in upper or lower case:',
    '  A D 100      deposit 100 into A            also A D100',
    '  C W 200      withdraw 200 from C           also C W200',
    '  A B T 100    move 100 from A to B          also A B T100, A B D 100, A B D100',
    '  A B T 12.50 "rent"    with a memo',
    'Commands, by example; help hold tells all that hold takes:',
    ...names.map((name) => `  ${inWords(name).padEnd(width)}  ${commandForms[name].summary}`),
    'Keys: Tab completes, Up and Down recall, Ctrl-C clears the line, Ctrl-D leaves.',
  ];
}

/** The first example that is not in short. */
function inWords(name: CommandName): string {
  const { examples } = commandForms[name];
  return examples.find((example) => example.startsWith(name)) ?? name;
}

import type { Command } from 'commander';

/** Commands that work on the files of a hub. The launcher, `client/florin.mjs`, gives them to `server/tools/`. */
const forwarded = {
  verify: "check the books in a hub's data folder",
  backup: "copy a hub's journal into a file, while it runs too",
  restore: 'put a backup into a data folder',
  token: 'say who may do what at a hub: make, list and revoke tokens',
} as const;

/** Lists them in the program's help. They come here only behind a flag of the program, which is not theirs. */
export function addForwardedCommands(program: Command): void {
  for (const [name, description] of Object.entries(forwarded)) {
    const command = program
      .command(name)
      .description(description)
      .configureHelp({ showGlobalOptions: false })
      .allowUnknownOption()
      .helpOption(false)
      .addHelpText('after', `\nSee florin ${name} --help.`);
    command.action(() =>
      command.error(`error: ${name} works on files and takes no flags before it: florin ${name} --help`),
    );
  }
}

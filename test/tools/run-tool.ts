import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../../../client/florin.mjs', import.meta.url));

export interface ToolRun {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the `florin` command as a shell would, in a process of its own. */
export function florin(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ToolRun> {
  return new Promise((resolve) => {
    execFile(launcher, args, { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

/** The same for a tool that has to do what it is asked for. */
export async function florinDone(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await florin(args);
  if (code !== 0) throw new Error(`florin ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { DataError } from '../data-error.ts';
import { dataFiles } from '../data-folder.ts';
import { type Backup, backUp } from './backup.ts';
import { parseToolLine, type ToolTask } from './command-line.ts';
import { Progress } from './progress.ts';
import type { OnProgress } from './replay.ts';
import { type Restored, restore } from './restore.ts';
import { createToken, listTokens, revokeToken } from './tokens.ts';
import { tokensJson, tokensText } from './tokens-report.ts';
import { verify } from './verify.ts';
import { verifyJson, verifyText } from './verify-report.ts';
import { grouped, printable } from './words.ts';

/** `florin verify`, `backup`, `restore` and `token`. Exit codes: 0 done and right, 1 failed or damaged, 2 wrong usage. */

await main();

async function main(): Promise<void> {
  const parsed = parseToolLine(process.argv.slice(2), process.env);
  switch (parsed.kind) {
    case 'told':
      process.stdout.write(parsed.text);
      break;
    case 'wrong':
      process.stderr.write(`florin: ${parsed.problem}\nSee ${helpFor(process.argv.slice(2))}.\n`);
      process.exitCode = 2;
      break;
    case 'run':
      await run(parsed.task);
      break;
  }
}

async function run(task: ToolTask): Promise<void> {
  // A mistyped name says nothing of anybody's books.
  const mayMakeIt = task.tool === 'restore' || task.tool === 'token create';
  if (!mayMakeIt && !existsSync(task.data)) {
    const { path } = dataFiles(task.data);
    const words = `there is no folder ${path}. Name the hub's data folder with --data.`;
    process.stderr.write(printable(`florin ${task.tool} failed: ${words}\n`));
    process.exitCode = 2;
    return;
  }
  const progress = new Progress(task.tool === 'backup' ? 'copying' : 'checking');
  let text: string;
  try {
    text = await textOf(task, progress.show);
  } catch (error) {
    const reason = error instanceof DataError ? error.message : error instanceof Error ? error.stack : error;
    progress.clear();
    process.stderr.write(printable(`florin ${task.tool} failed: ${reason}\n`));
    process.exitCode = 1;
    return;
  }
  progress.clear();
  process.stdout.write(text);
}

/** The help of the tool that was meant. */
function helpFor([tool = '', verb = '']: readonly string[]): string {
  if (tool === 'token')
    return `florin token ${['create', 'list', 'revoke'].includes(verb) ? `${verb} ` : ''}--help`;
  return `florin ${tool} --help`;
}

/** Does it, and tells what came of it. */
async function textOf(task: ToolTask, onProgress: OnProgress): Promise<string> {
  switch (task.tool) {
    case 'verify': {
      const { journalFile, viewsFile } = dataFiles(task.data);
      const findings = verify(journalFile, viewsFile, onProgress);
      if (findings.problems.length > 0) process.exitCode = 1;
      return task.json ? `${verifyJson(findings)}\n` : printable(verifyText(findings));
    }
    case 'backup':
      return backupText(await backUp(task.data, task.file, task.force, onProgress));
    case 'restore':
      return `${restoredText(await restore(task.file, task.data, task.force, onProgress))}${doorText(task.data)}`;
    case 'token create': {
      const token = createToken(task, Date.now());
      process.stderr.write(
        `This is the token of ${task.name}. Keep it now: it cannot be shown again. A running hub takes it within a second.\n`,
      );
      return `${token}\n`;
    }
    case 'token list': {
      const tokens = listTokens(task.data);
      return task.json ? `${tokensJson(tokens)}\n` : tokensText(tokens, Date.now());
    }
    case 'token revoke':
      revokeToken(task.data, task.name);
      return `Revoked the token of ${task.name}.\n`;
  }
}

function backupText({ file, epoch, head, bytes }: Backup): string {
  return [
    `Backup of epoch ${epoch} up to seq ${grouped(head.seq)}, checked: ${file}`,
    `  commits  ${grouped(head.number)}`,
    `  head     ${head.hash}`,
    `  bytes    ${grouped(bytes)}`,
    '',
  ].join('\n');
}

function restoredText({ journalFile, epoch, head, atMs, movedTo, before }: Restored): string {
  const until =
    atMs === 0 ? 'is empty' : `ends with seq ${grouped(head.seq)} at ${new Date(atMs).toISOString()}`;
  const isLonger = before?.epoch === epoch && before.head.seq > head.seq;
  return [
    `Restored epoch ${epoch} up to seq ${grouped(head.seq)}, checked: ${journalFile}`,
    `  commits  ${grouped(head.number)}`,
    `  head     ${head.hash}`,
    ...(movedTo === undefined ? [] : [`What was there before is in ${movedTo}`]),
    `The journal ${until}. What was acknowledged after that is lost${
      isLonger ? `: ${grouped(before.head.seq - head.seq)} transactions of the journal that was there` : ''
    }.`,
    'A key that was used after that is free again: its command would act anew. Programs and pages that watched the hub',
    'before are told another epoch, and begin with a snapshot.',
    'Start the hub on this folder: it makes the views anew.',
    '',
  ].join('\n');
}

/** Tokens are in no backup. */
function doorText(data: string): string {
  if (existsSync(dataFiles(data).tokensFile)) return '';
  return `There are no tokens in this folder: whoever reaches its hub may do everything. No backup has any; make some with
florin token create --data ${data}.
`;
}

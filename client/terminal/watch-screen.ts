import type { Hub } from '../sdk/hub.ts';
import type { Watch } from '../sdk/watch.ts';
import { clearDown, clearLineEnd, cursorHome, enterScreen, leaveScreen } from './ansi.ts';
import type { Paints } from './format/paint.ts';
import { Throttle } from './throttle.ts';
import type { WatchView } from './watch-view.ts';

/** Ten repaints a second at most: more cannot be read. */
const repaintEveryMs = 100;
/** Ages and countdowns move on by themselves. */
const tickEveryMs = 1_000;

interface WatchScreenParts {
  readonly hub: Hub;
  readonly watch: Watch;
  readonly view: WatchView;
  readonly paints: Paints;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Ends the screen as an interrupt does. */
  readonly signal: AbortSignal;
}

/** Why a screen ended: the watch did, or the person left by q or Ctrl-D, or by Ctrl-C. */
type ScreenEnd = 'ended' | 'quit' | 'interrupted';

/**
 * Shows a watch as a live table. The terminal is given back as it was, however the program ends.
 */
export async function runWatchScreen(parts: WatchScreenParts): Promise<ScreenEnd> {
  const { hub, watch, view, paints, stdin, stdout, signal } = parts;
  using repaint = new Throttle(() => {
    const standing = { hub: hub.state, watch: watch.state };
    const lines = view.draw(standing, Date.now(), stdout, paints);
    stdout.write(cursorHome + lines.map((line) => line + clearLineEnd).join('\n') + clearDown);
  }, repaintEveryMs);
  const { promise: ended, end } = ending();
  const ask = (): void => repaint.ask();
  const interrupt = (): void => end('interrupted');
  const leave = (): void => void stdout.write(leaveScreen);

  const listeners = [
    watch.on('change', (change) => {
      view.take(change, Date.now());
      ask();
    }),
    watch.on('state', (state) => (state === 'closed' ? end('ended') : ask())),
    hub.on('state', ask),
  ];
  const tick = setInterval(ask, tickEveryMs);
  stdout.on('resize', ask);
  signal.addEventListener('abort', interrupt);
  const forgetKeys = listenToKeys(stdin, end);
  // A crash goes through here too.
  process.once('exit', leave);
  stdout.write(enterScreen);
  ask();
  try {
    if (signal.aborted) interrupt();
    return await ended;
  } finally {
    leave();
    process.off('exit', leave);
    forgetKeys();
    signal.removeEventListener('abort', interrupt);
    stdout.off('resize', ask);
    clearInterval(tick);
    for (const stop of listeners) stop();
  }
}

function ending(): { promise: Promise<ScreenEnd>; end: (reason: ScreenEnd) => void } {
  let end: (reason: ScreenEnd) => void = () => {};
  const promise = new Promise<ScreenEnd>((resolve) => {
    end = resolve;
  });
  return { promise, end };
}

const keys: Readonly<Record<string, ScreenEnd>> = {
  q: 'quit',
  Q: 'quit',
  '\u0003': 'interrupted',
  '\u0004': 'quit',
};

/** Takes keys one by one and unechoed, where there is a keyboard. Returns what gives it back. */
function listenToKeys(stdin: NodeJS.ReadStream, end: (reason: ScreenEnd) => void): () => void {
  if (!stdin.isTTY) return () => {};
  const onData = (data: Buffer): void => {
    const reason = keys[data.toString('utf8')];
    if (reason !== undefined) end(reason);
  };
  stdin.setRawMode(true);
  stdin.on('data', onData);
  return () => {
    stdin.off('data', onData);
    stdin.pause();
    stdin.setRawMode(false);
  };
}

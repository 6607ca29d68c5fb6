import type { Conversation, Item } from './conversation.ts';
import type { Content, Group, Intent, StormPlan } from './plan.ts';
import type { Sending } from './sendings.ts';
import type { StormHttp } from './storm-http.ts';
import type { StormSocket } from './storm-socket.ts';

/** How many intents are new at a time; half of what is sent is of them. */
const newest = 12;
/** How often another content comes under the same key. */
const mistakes = 0.12;

/** What a storm sends at once, drawn at random: copies of few commands, by all ways that there are. */
export class Bursts {
  readonly #plan: StormPlan;
  readonly #random: () => number;
  readonly #sockets: readonly StormSocket[];
  readonly #https: readonly StormHttp[];
  readonly #track: (asking: Promise<void>) => void;
  /** How far the storm has come: 0 to 1. */
  #progress = 0;

  /** `track` hears of each request over HTTP. */
  constructor(
    plan: StormPlan,
    random: () => number,
    sockets: readonly StormSocket[],
    https: readonly StormHttp[],
    track: (asking: Promise<void>) => void,
  ) {
    this.#plan = plan;
    this.#random = random;
    this.#sockets = sockets;
    this.#https = https;
    this.#track = track;
  }

  next(url: string, progress: number): void {
    this.#progress = progress;
    const chance = this.#random();
    if (chance < 0.45) this.#oneKeyEverywhere();
    else if (chance < 0.65) this.#batches();
    else if (chance < 0.8) this.#atomic();
    else if (chance < 0.96) this.#overHttp(url);
    else this.#broken(url);
  }

  /** Asks again for what these asked for, over so many sockets of each one's own principal. */
  again(sendings: readonly Sending[], copies: number, isQuestioned = false): void {
    const done = new Set<string>();
    for (const { by, scope, command, together } of sendings) {
      if (done.has(scope)) continue;
      const isWhole = together !== undefined && !together.isMixed;
      const mates = isWhole ? together.sendings : [{ command, scope }];
      for (const mate of mates) done.add(mate.scope);
      const items = mates.map((mate): Item => {
        const { id: _, key, ...content } = mate.command;
        return { intent: { key, contents: [content] }, content };
      });
      const own = this.#sockets.filter((socket) => socket.by === by);
      for (const socket of this.#some(own, copies)) {
        const { talk } = socket;
        const lines = isWhole ? [talk.batch(items, true, false)] : items.map((item) => talk.command(item));
        const questions = isQuestioned ? items.map((item) => talk.question(item)) : [];
        socket.send([...lines, ...questions]);
      }
    }
  }

  /** One key over all sockets at once, of all principals; some ask for something else, some ask what became of it. */
  #oneKeyEverywhere(): void {
    const intent = this.#intent();
    for (const socket of this.#sockets) {
      const lines: string[] = [];
      for (let copies = 1 + this.#whole(2); copies > 0; copies -= 1)
        lines.push(socket.talk.command(this.#item(intent)));
      if (this.#random() < 0.05) lines.push(socket.talk.question(this.#item(intent)));
      socket.send(lines);
    }
  }

  /** The same keys in batches of different order, one by one for the hub. */
  #batches(): void {
    const intents = this.#distinct(5 + this.#whole(16));
    for (const socket of this.#some(this.#sockets, 6)) {
      const items = this.#shuffled(intents).map((intent) => this.#item(intent));
      socket.send([socket.talk.batch(items, false, false)]);
    }
  }

  /** The same atomic batch over many sockets; some of its commands alone among them, where it is mixed. */
  #atomic(): void {
    const group = this.#group();
    for (const socket of this.#some(this.#sockets, 12)) {
      if (group.isMixed && this.#random() < 0.5) {
        const intent = this.#one(group.intents);
        if (intent !== undefined) socket.send([socket.talk.command(this.#item(intent))]);
      } else socket.send([socket.talk.batch(this.#itemsOf(group), true, group.isMixed)]);
    }
  }

  #overHttp(url: string): void {
    const intent = this.#intent();
    for (const http of this.#https) {
      for (const where of ['header', 'quotes', 'body'] as const)
        this.#track(http.one(url, this.#item(intent), where));
      this.#track(http.many(url, (talk) => this.#lines(talk, intent)));
    }
  }

  /** Single commands, a batch and an atomic one. */
  #lines(talk: Conversation, intent: Intent): string[] {
    const group = this.#group();
    const batch = this.#distinct(4).map((each) => this.#item(each));
    return [
      talk.command(this.#item(intent)),
      ...this.#distinct(8).map((each) => talk.command(this.#item(each))),
      talk.batch(batch, false, false),
      talk.batch(this.#itemsOf(group), true, group.isMixed),
      talk.command(this.#item(intent)),
    ];
  }

  /** What is refused for its shape: a key twice in one batch, two keys for one command. */
  #broken(url: string): void {
    const intents = this.#distinct(3);
    const [first, second] = intents;
    if (first === undefined || second === undefined) return;
    const items = [...intents, first].map((intent) => this.#item(intent));
    for (const socket of this.#some(this.#sockets, 3))
      socket.send([socket.talk.batch(items, this.#random() < 0.5, false, true)]);
    for (const http of this.#https) this.#track(http.twoKeys(url, this.#item(first), second.key));
  }

  #item(intent: Intent): Item {
    const { contents } = intent;
    const mistaken: Content | undefined = contents[1 + this.#whole(contents.length - 1)];
    const content = this.#random() < mistakes ? (mistaken ?? contents[0]) : contents[0];
    return { intent, content };
  }

  #itemsOf({ intents }: Group): Item[] {
    const isMistaken = this.#random() < mistakes;
    return intents.map((intent) =>
      isMistaken ? this.#item(intent) : { intent, content: intent.contents[0] },
    );
  }

  /** One of those that have had their turn, often one of the newest of them. */
  #intent(): Intent {
    const intents = this.#turned(this.#plan.intents);
    const from = this.#random() < 0.5 ? Math.max(0, intents.length - newest) : 0;
    const intent = intents[from + this.#whole(intents.length - from)];
    if (intent === undefined) throw new Error('a storm has intents');
    return intent;
  }

  #group(): Group {
    const group = this.#one(this.#turned(this.#plan.groups));
    if (group === undefined) throw new Error('a storm has groups');
    return group;
  }

  #turned<T>(all: readonly T[]): readonly T[] {
    return all.slice(0, Math.max(newest, Math.ceil(all.length * this.#progress)));
  }

  #distinct(count: number): Intent[] {
    return [...new Set(Array.from({ length: count }, () => this.#intent()))];
  }

  #some<T>(all: readonly T[], count: number): T[] {
    return this.#shuffled(all).slice(0, count);
  }

  #shuffled<T>(all: readonly T[]): T[] {
    return all
      .map((each) => ({ each, place: this.#random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ each }) => each);
  }

  #one<T>(all: readonly T[]): T | undefined {
    return all[this.#whole(all.length)];
  }

  #whole(below: number): number {
    return Math.floor(this.#random() * below);
  }
}

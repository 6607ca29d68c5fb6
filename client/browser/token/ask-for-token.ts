import { html, nothing, render } from 'lit/html.js';
import { isWanted, keepToken } from './known-token.ts';

/** Asks for a token until the hub takes it, then begins anew with it. `problem`: why the one before does not do. */
export function askForToken(root: HTMLElement, problem: string | undefined): void {
  document.title = 'Token – florin';
  paint(root, problem);
}

function paint(root: HTMLElement, problem: string | undefined): void {
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const token = root.querySelector('input')?.value.trim() ?? '';
    if (!/^[\x21-\x7e]+$/.test(token)) return paint(root, 'A token is one word, such as florin_… .');
    if (await isWanted(token)) return paint(root, 'The hub does not know this token.');
    keepToken(token);
    location.reload();
  };
  render(
    html`<main class="ask" id="main">
      <h1>This hub wants a token</h1>
      <p>Whoever runs the hub makes one with <code>florin token create</code>. It is kept until this tab is closed.</p>
      <form @submit=${submit}>
        <label for="token">Token</label>
        <input id="token" type="password" autocomplete="off" spellcheck="false" required aria-describedby="problem" />
        <button class="main">Connect</button>
        <p id="problem" role="alert">${problem ?? nothing}</p>
      </form>
    </main>`,
    root,
  );
}

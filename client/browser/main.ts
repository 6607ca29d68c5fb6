import { connect } from '../sdk/index-browser.ts';
import { App } from './app.ts';
import { LineChart } from './charts/line-chart.ts';
import { askForToken } from './token/ask-for-token.ts';
import { bearer, isWanted, knownToken, whyForgotten } from './token/known-token.ts';
import './style/page.css';

customElements.define('line-chart', LineChart);
void start();

async function start(): Promise<void> {
  const token = knownToken();
  const refused =
    token === undefined ? undefined : 'The token is not valid, or not any more. Paste another one.';
  const problem = whyForgotten() ?? refused;
  if (await isWanted(token)) askForToken(document.body, problem);
  else new App(connect(location.origin, { token }), document.body, bearer(token));
}

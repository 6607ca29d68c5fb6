import { connect } from '../sdk/index-browser.ts';
import { App } from './app.ts';
import { LineChart } from './charts/line-chart.ts';
import { askForToken } from './token/ask-for-token.ts';
import { bearer, isWanted, knownToken } from './token/known-token.ts';
import './style/page.css';

customElements.define('line-chart', LineChart);
void start();

async function start(): Promise<void> {
  const token = knownToken();
  if (await isWanted(token)) askForToken(document.body, token !== undefined);
  else new App(connect(location.origin, { token }), document.body, bearer(token));
}

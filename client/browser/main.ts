import { connect } from '../sdk/index-browser.ts';
import { App } from './app.ts';
import { LineChart } from './charts/line-chart.ts';
import './style/page.css';

customElements.define('line-chart', LineChart);
new App(connect(location.origin), document.body);

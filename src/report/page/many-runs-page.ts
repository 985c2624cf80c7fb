/** What runs in the page of a sweep or a comparison: draws the charts from their specs. */
import '../drawing/registered-many-runs.js';
import { chartsOnPage } from './chart-on-page.js';
import { drawnAnew } from './drawn-anew.js';

drawnAnew(chartsOnPage());

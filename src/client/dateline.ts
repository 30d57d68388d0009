// The script for pages that embed feeds: defines the custom elements, and exports `connect`.
import { FeedElement } from './embed/feed-element.js';
import { LiveblogElement } from './embed/liveblog-element.js';

export { connect } from './connection/client.js';
export { FeedElement, LiveblogElement };

// A page may load the script twice, and a second definition would throw.
if (customElements.get('dateline-liveblog') === undefined) customElements.define('dateline-liveblog', LiveblogElement);
if (customElements.get('dateline-feed') === undefined) customElements.define('dateline-feed', FeedElement);

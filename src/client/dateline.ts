// The one script of a page that embeds: it brings the custom elements, and `connect` for pages that want more.
import { FeedElement } from './embed/feed-element.js';
import { LiveblogElement } from './embed/liveblog-element.js';

export { connect } from './connection/client.js';
export { FeedElement, LiveblogElement };

// A page may load the script twice.
if (customElements.get('dateline-liveblog') === undefined) customElements.define('dateline-liveblog', LiveblogElement);
if (customElements.get('dateline-feed') === undefined) customElements.define('dateline-feed', FeedElement);

import { test } from 'vitest';
import { columns } from '/work/main/test/support/columns.js';
import { TestDateline, ADMIN_KEY } from '/work/main/test/support/dateline.js';
test('probe', async () => {
  const d = await TestDateline.start(await columns[0]!.settings());
  const show = async (path: string, init: RequestInit = {}) => { const r = await fetch(d.url + path, init); console.log(path, r.status, r.headers.get('content-type'), (await r.text()).slice(0, 300)); };
  const h = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
  await show('/v1/stories', { method: 'POST', headers: h, body: '{' });
  await show('/v1/stories/%zz');
  await show('/v1/stories/' + 'x'.repeat(300));
  await show('/v1/updates?channel=x', { headers: { accept: 'text/event-stream' } });
  await show('/nope');
  await show('/v1/stories', { method: 'PUT', headers: h, body: '{}' });
  await show('/v1/stories/%00');
  await show('/v1/updates?channel=%00');
  await show('/v1/updates?channel=%zz');
  await d.end();
});

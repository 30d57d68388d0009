import { Agent, request } from 'node:http';
import { KEY } from './world.js';

const headers = { 'content-type': 'application/json', authorization: `Bearer ${KEY}` };

/** Posts version `n`, spread over `stories` stories of a few sentences; resolves once it is accepted. */
export function poster(urls: readonly string[], writers: number, stories: number): (n: number) => Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: writers });
  return (n) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({
        uri: `sizing:${n % stories}`,
        headline: `Version ${n} of a story`,
        topics: [`t${n % 20}`],
        body: [
          `Version ${n} of a story of three sentences.`,
          'The second says what the first does not. The third ends it, as third sentences do.',
        ],
      });
      const sent = request(
        `${urls[n % urls.length]}/v1/stories`,
        { agent, method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
        (answer) => {
          answer.resume();
          answer.once('end', () =>
            answer.statusCode === 202 ? resolve() : reject(new Error(`a publish was answered ${answer.statusCode}`)),
          );
        },
      );
      sent.once('error', reject);
      sent.end(body);
    });
}

/**
 * Posts with `writers` concurrent writers, each as soon as it is answered, for `seconds` and `most` posts at most.
 * Resolves to the number of accepted posts.
 */
export async function flood(
  post: (n: number) => Promise<void>,
  { writers, seconds, most, from }: { writers: number; seconds: number; most: number; from: number },
): Promise<number> {
  const begun = performance.now();
  let sent = 0;
  const write = async (): Promise<void> => {
    while (sent < most && performance.now() - begun < seconds * 1000) {
      const n = from + sent;
      sent += 1;
      await post(n);
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  return sent;
}

import type { FastifyInstance } from 'fastify';

export type Route = { path: string; methods: string[] };

/**
 * The routes that a server really has, of whatever plugin: read from Fastify's own tree, so that a new one is there
 * by itself.
 */
export function routesOf(fastify: Pick<FastifyInstance, 'printRoutes'>, fill: (name: string) => string): Route[] {
  const above: string[] = [];
  const routes: Route[] = [];
  for (const line of fastify.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent = '', segment, methods] = /^((?:[│ ] {3})*)[├└]── (\S+)(?: \((.+)\))?$/.exec(line) ?? [];
    if (segment === undefined) continue;
    const depth = indent.length / 4;
    above.length = depth;
    above.push(segment);
    if (methods === undefined) continue;
    const path = above
      .join('')
      .replaceAll(/:(\w+)(?:\|:\w+)*/g, (_whole, name: string) => fill(name))
      .replace('*', 'none');
    routes.push({ path: path.startsWith('/') ? path : `/${path}`, methods: methods.split(', ') });
  }
  return routes;
}

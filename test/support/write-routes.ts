// Every place that takes text, read off the server's own OpenAPI document, which is made from the schemas: a new
// field is in it by itself.
import type { TestDateline } from './dateline.js';

export type Schema = {
  $ref?: string;
  type?: string;
  format?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  $defs?: Record<string, Schema>;
  minimum?: number;
};
type Document = {
  paths: Record<
    string,
    Record<
      string,
      { parameters?: { name: string; in: string }[]; requestBody?: { content: Record<string, { schema: Schema }> } }
    >
  >;
  components: { schemas: Record<string, Schema> };
};

/** A place for a string: in a body (a path of names, `[]` for a list's item), a query, or the path itself. */
export type Place = { method: string; path: string; in: 'body' | 'query' | 'path'; at: string[]; type: string };
export type Route = { method: string; path: string; schema: Schema | null };

/** So deep into schemas that name themselves or nest far. */
const DEEPEST = 7;

/** Schemas with what they refer to. */
export class Schemas {
  constructor(private readonly named: Record<string, Schema>) {}

  resolve(schema: Schema): Schema {
    const [, name] = /([^/]+)$/.exec(schema.$ref ?? '') ?? [];
    const found = name === undefined ? undefined : (schema.$defs?.[name] ?? this.named[name]);
    return found === undefined ? schema : this.resolve(found);
  }

  private forms(schema: Schema): Schema[] {
    const { anyOf, oneOf, allOf, ...own } = this.resolve(schema);
    return [own, ...[...(anyOf ?? []), ...(oneOf ?? []), ...(allOf ?? [])].flatMap((one) => this.forms(one))];
  }

  /** The paths of all strings in a value of this schema. */
  strings(schema: Schema, at: string[] = []): string[][] {
    if (at.length > DEEPEST) return [];
    return this.forms(schema).flatMap((form) => [
      ...(form.type === 'string' ? [at] : []),
      ...Object.entries(form.properties ?? {}).flatMap(([name, inner]) => this.strings(inner, [...at, name])),
      ...(form.items === undefined ? [] : this.strings(form.items, [...at, '[]'])),
    ]);
  }

  /** The least value that the schema takes; `samples` are words for fields that no schema describes whole. */
  least(schema: Schema, samples: Readonly<Record<string, unknown>>, name = ''): unknown {
    if (name in samples) return samples[name];
    const form =
      this.forms(schema).find(
        ({ type, enum: choices, const: one }) => type !== undefined || choices !== undefined || one !== undefined,
      ) ?? {};
    if (form.const !== undefined) return form.const;
    if (form.enum !== undefined) return form.enum[0];
    if (form.type === 'object')
      return Object.fromEntries(
        (form.required ?? []).map((member) => [member, this.least(form.properties?.[member] ?? {}, samples, member)]),
      );
    if (form.type === 'array') return [];
    if (form.type === 'integer' || form.type === 'number') return form.minimum ?? 1;
    if (form.type === 'boolean') return true;
    if (form.format === 'uri') return 'https://a.example/sample';
    return form.format === 'date-time' ? '2024-01-01T00:00:00Z' : 'Sample';
  }

  /** The value with this string at that path, and what the path leads through. */
  put(
    schema: Schema,
    value: unknown,
    at: readonly string[],
    text: string,
    samples: Readonly<Record<string, unknown>>,
  ): unknown {
    const [name, ...rest] = at;
    if (name === undefined) return text;
    const step = this.forms(schema).find((form) =>
      name === '[]' ? form.items !== undefined : form.properties?.[name] !== undefined,
    );
    if (name === '[]')
      return [this.put(step?.items ?? {}, this.least(step?.items ?? {}, samples), rest, text, samples)];
    const inner = step?.properties?.[name] ?? {};
    return {
      ...(typeof value === 'object' && value !== null && !Array.isArray(value)
        ? value
        : Object(this.least({ ...step, type: 'object' }, samples))),
      [name]: this.put(inner, this.least(inner, samples), rest, text, samples),
    };
  }
}

/** All routes of the server and all places for strings in them. */
export async function writeRoutes(
  dateline: TestDateline,
): Promise<{ schemas: Schemas; routes: Route[]; places: Place[] }> {
  const { paths, components } = (await dateline.http.get('/docs/openapi.json').expect(200)).body as Document;
  const named = { ...components.schemas };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  for (const { operation } of operations)
    for (const { schema } of Object.values(operation.requestBody?.content ?? {}))
      Object.assign(named, schema.$defs ?? {});
  const schemas = new Schemas(named);
  const routes = operations.map(({ path, method, operation }): Route => ({
    path,
    method,
    schema: operation.requestBody?.content['application/json']?.schema ?? null,
  }));
  const places = operations.flatMap(({ path, method, operation }): Place[] => {
    const schema = operation.requestBody?.content['application/json']?.schema;
    const parameters = (operation.parameters ?? []).flatMap(({ name, in: where }): Place[] =>
      where === 'query' || where === 'path' ? [{ method, path, in: where, at: [name], type: 'application/json' }] : [],
    );
    return [
      ...(schema === undefined
        ? []
        : schemas.strings(schema).map((at): Place => ({ method, path, in: 'body', at, type: 'application/json' }))),
      ...parameters,
    ];
  });
  return { schemas, routes, places };
}

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';

/** The names of all settings, read from the schema in src/config.ts. */
export function knownSettings(): string[] {
  const file = resolve(import.meta.dirname, '../../src/config.ts');
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && /^[A-Z][A-Z_]*$/.test(node.name.getText())) names.add(node.name.getText());
    ts.forEachChild(node, visit);
  };
  visit(source);
  if (names.size === 0) throw new Error('no settings were found in src/config.ts');
  return [...names];
}

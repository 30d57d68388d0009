import { basename } from 'node:path';
import ts from 'typescript';

const refusedNames = ['index', 'service', 'repository', 'dto', 'utils', 'util', 'helpers'];
const sqlStatement =
  /^\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|(create|alter|drop)\s+table\s)/is;
const impureCalls = new Set([
  'Date.now',
  'performance.now',
  'Math.random',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'randomUUID',
  'randomBytes',
]);

/** Violations of the project's rules in one source file, imports aside; see docs/contributing.md. */
export function formFaults(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const faults = new Set<string>();
  const name = basename(file);
  if (!/^[a-z0-9]+([.-][a-z0-9]+)*\.ts$/.test(name)) faults.add('its name is not lower-case words with hyphens');
  if (name.split(/[.-]/).some((word) => refusedNames.includes(word)))
    faults.add('it is not named for the noun it exports');
  const visit = (node: ts.Node): void => {
    for (const fault of faultsOf(node, file)) faults.add(fault);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...faults];
}

function* faultsOf(node: ts.Node, file: string): Generator<string> {
  if (
    ts.isExportDeclaration(node) &&
    node.moduleSpecifier !== undefined &&
    (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause))
  ) {
    yield 'it is a barrel (export *)';
  }
  if (ts.isExportAssignment(node)) yield 'it has a default export';
  if (
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true
  )
    yield 'it has a default export';
  if (ts.isExportSpecifier(node) && node.name.text === 'default') yield 'it has a default export';
  if (readsEnvironment(node) && file !== 'src/config.ts' && !handsWholeToConfig(node)) yield 'it reads process.env';
  if (!file.startsWith('src/store/') && isSql(node)) yield 'it has SQL';
  if (ts.isCallExpression(node) && node.expression.getText() === 'URL.canParse') yield 'it calls URL.canParse';
  if (file.startsWith('src/core/')) yield* impurities(node);
}

const isProcess = (expression: ts.Expression): boolean => /^(globalThis\.)?process$/.test(expression.getText());

function readsEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return isProcess(node.expression) && node.name.text === 'env';
  if (ts.isElementAccessExpression(node))
    return isProcess(node.expression) && /^['"`]env['"`]$/.test(node.argumentExpression.getText());
  if (
    ts.isVariableDeclaration(node) &&
    ts.isObjectBindingPattern(node.name) &&
    node.initializer !== undefined &&
    isProcess(node.initializer)
  ) {
    return node.name.elements.some((element) => (element.propertyName ?? element.name).getText() === 'env');
  }
  if (ts.isImportDeclaration(node) && /^['"](node:)?process['"]$/.test(node.moduleSpecifier.getText())) {
    const bindings = node.importClause?.namedBindings;
    return (
      bindings !== undefined &&
      ts.isNamedImports(bindings) &&
      bindings.elements.some((element) => (element.propertyName ?? element.name).text === 'env')
    );
  }
  return false;
}

/** `readConfig(process.env)`: an entry point passes the environment, and config.ts reads it. */
function handsWholeToConfig(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && node.parent.expression.getText() === 'readConfig';
}

function isSql(node: ts.Node): boolean {
  if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'sql') return true;
  if (ts.isStringLiteralLike(node)) return sqlStatement.test(node.text);
  return (
    ts.isTemplateExpression(node) &&
    sqlStatement.test(`${node.head.text} ${node.templateSpans.map((span) => `x${span.literal.text}`).join('')}`)
  );
}

/** Core is pure: no promises, clock, timers or randomness. */
function* impurities(node: ts.Node): Generator<string> {
  if (node.kind === ts.SyntaxKind.AsyncKeyword || ts.isAwaitExpression(node)) yield 'core waits (async)';
  if (ts.isCallExpression(node) && impureCalls.has(node.expression.getText().replace(/^globalThis\./, '')))
    yield `core calls ${node.expression.getText()}`;
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0)
    yield 'core reads the clock';
}

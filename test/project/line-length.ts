import ts from 'typescript';

/** Columns of code and comments. String, template and regex literals do not count. */
const MAX_COLUMNS = 120;
/** Longer ones hold lists of words, which belong into a `words/` folder as data. */
const MAX_REGEX = 320;

type Literal = { from: number; to: number; isRegex: boolean };

const isText = (node: ts.Node): boolean =>
  ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isRegularExpressionLiteral(node);

function literalsOf(source: ts.SourceFile): Literal[] {
  const literals: Literal[] = [];
  const visit = (node: ts.Node): void => {
    if (isText(node)) {
      literals.push({ from: node.getStart(source), to: node.end, isRegex: ts.isRegularExpressionLiteral(node) });
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return literals;
}

/** The lines of a source file that are too long, by line number from 1, and its regular expressions that are. */
export function lengthFaults(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const literals = literalsOf(source);
  const starts = source.getLineStarts();
  const faults = text.split('\n').flatMap((line, index) => {
    const from = starts[index] ?? 0;
    const to = from + line.length;
    const literal = literals.reduce(
      (sum, one) => sum + Math.max(0, Math.min(one.to, to) - Math.max(one.from, from)),
      0,
    );
    return line.length - literal > MAX_COLUMNS ? [`${file}:${index + 1}: over ${MAX_COLUMNS} columns`] : [];
  });
  for (const { from, to, isRegex } of literals) {
    if (isRegex && to - from > MAX_REGEX)
      faults.push(
        `${file}:${source.getLineAndCharacterOfPosition(from).line + 1}: a regular expression over ${MAX_REGEX} columns`,
      );
  }
  return faults;
}

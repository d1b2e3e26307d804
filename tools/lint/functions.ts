/** Functions that are too long to take in at once. */
import ts from "typescript";

const MAX_LINES = 80;

/** Functions of more than MAX_LINES lines, as `:line: message`. A test's `describe` is a heading, not a function. */
export function longFunctions(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && !isDescribe(node.parent)) {
      const start = lineOf(node.getStart(source));
      const lines = lineOf(node.end) - start + 1;
      if (lines > MAX_LINES)
        found.push(`:${start + 1}: a function of ${lines} lines, at most ${MAX_LINES} are allowed`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isDescribe(node: ts.Node): boolean {
  return ts.isCallExpression(node) && /^describe\b/.test(node.expression.getText());
}

// Where in a JSON text an error is: by the parser's position, or by the path that the server names.

export type Fault = { line: number; message: string };
export type Parsed = { document: { [key: string]: unknown } } | { fault: Fault };

export function parsed(text: string): Parsed {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document !== "object" || document === null || Array.isArray(document))
      return { fault: { line: 1, message: "It is no object: { … }" } };
    return { document: document as { [key: string]: unknown } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { fault: { line: parserLine(text), message } };
  }
}

/** The first line with which the text can no longer become JSON; messages of parsers tell it rarely. */
function parserLine(text: string): number {
  const lines = text.trimEnd().split("\n");
  for (let count = 1; count <= lines.length; count += 1) {
    const begun = lines.slice(0, count).join("\n").trimEnd();
    try {
      JSON.parse(begun);
    } catch (error) {
      const said = error instanceof Error ? error.message : "";
      const position = /position (\d+)/.exec(said);
      const ended = /end of|EOF/i.test(said) || (position && Number(position[1]) >= begun.length);
      if (!ended) return count;
    }
  }
  return lines.length;
}

/** The line of the last part of a path that is found, each within what follows the one before; 1 for none. */
export function lineOf(text: string, where: string): number {
  let at = 0;
  for (const part of where.split(/[.[\]/\s]+/).filter(Boolean)) {
    const found = text.indexOf(`"${part}"`, at);
    if (found >= 0) at = found;
  }
  return lineAt(text, at);
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split("\n").length;
}

/** Where a line begins and ends in a text. */
export function rangeOf(text: string, line: number): [number, number] {
  const lines = text.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return [start, start + (lines[line - 1]?.length ?? 0)];
}

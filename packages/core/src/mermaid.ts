/**
 * Text from outside as a label or a section of a Mermaid diagram: only
 * letters, digits and marks without a meaning for Mermaid or Markdown. A colon
 * would end the label, `;`, `#` and a line end the statement, `%%` begins a
 * comment, and backticks would close the block. `otherwise` stands where
 * nothing is left. A label must not begin with a keyword of the diagram: the
 * caller puts a digit in front.
 */
export const mermaidText = (text: string, limit: number, otherwise: string): string =>
  text
    .slice(0, limit * 4)
    .replaceAll(/[^\p{L}\p{N} ._/=+-]+/gu, ' ')
    .replaceAll(/-{2,}|={2,}/g, (run) => run[0] ?? '')
    .replaceAll(/ +/g, ' ')
    .trim()
    .slice(0, limit)
    .trim() || otherwise

/** GitHub draws no diagram with more text (Mermaid's maxTextSize is 50,000). */
export const MERMAID_LIMIT = 45_000

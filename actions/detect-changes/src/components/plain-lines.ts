/** A line that holds something, without its indentation and the spaces at its end. */
export type PlainLine = { readonly indent: number; readonly text: string; readonly line: number }

/** As core's parser: longer texts are refused there, with a message. */
const MAX_CHARACTERS = 256 * 1024

/** The lines without empty ones and comments; undefined for what may mean more than it seems to. */
export const plainLines = (text: string): PlainLine[] | undefined => {
  const unified = text.replaceAll('\r\n', '\n')
  if (text.length > MAX_CHARACTERS || /[^\x20-\x7e\n]/.test(unified)) return undefined
  const lines: PlainLine[] = []
  for (const [at, whole] of unified.split('\n').entries()) {
    const kept = whole.trim()
    if (kept === '' || kept.startsWith('#')) continue
    lines.push({ indent: whole.length - whole.trimStart().length, text: kept, line: at + 1 })
  }
  return lines
}

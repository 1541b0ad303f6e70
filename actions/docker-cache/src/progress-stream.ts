/** A piece of buildx's output: one JSON object of its raw progress, or a line of plain text. */
export type Piece =
  | { readonly json: unknown; readonly text?: never }
  | { readonly text: string; readonly json?: never }

/** An object above this size is passed on as text; real ones hold a few KiB. */
const OBJECT_LIMIT = 16 * 1024 * 1024

/**
 * Cuts `--progress=rawjson` into pieces as the bytes arrive. buildx 0.13
 * writes an object over several lines, later versions on one, and after a
 * failure a block of plain text follows, so objects are found by their braces.
 */
export const progressStream = (onPiece: (piece: Piece) => void) => {
  const decoder = new TextDecoder()
  let open = ''
  let rest = ''

  const takeLine = (line: string) => {
    if (open === '' && !line.trimStart().startsWith('{')) {
      if (line.trim() !== '') onPiece({ text: line })
      return
    }
    open += open === '' ? line : `\n${line}`
    if (!mayBeComplete(line) && open.length < OBJECT_LIMIT) return
    const json = parsed(open)
    if (json === undefined && open.length < OBJECT_LIMIT) return
    onPiece(json === undefined ? { text: open } : { json })
    open = ''
  }

  return {
    write: (bytes: Uint8Array): void => {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/)
      rest = lines.pop() ?? ''
      for (const line of lines) takeLine(line)
    },
    end: (): void => {
      if (rest !== '') takeLine(rest)
      if (open !== '') onPiece({ text: open })
      rest = open = ''
    },
  }
}

/** Cheap test that spares parsing after each line of an object that spans several. */
const mayBeComplete = (line: string): boolean => line.trimEnd().endsWith('}')

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // Not complete yet: the object goes on in the next line.
    return undefined
  }
}

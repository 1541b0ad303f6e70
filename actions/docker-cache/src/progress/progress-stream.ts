/** A piece of buildx's output: one JSON object of its raw progress, or a line of plain text. */
export type Piece =
  | { readonly json: unknown; readonly text?: never }
  | { readonly text: string; readonly json?: never }

/** More characters than this are no progress object; real ones hold a few KiB. A longer line is cut here. */
export const OBJECT_LIMIT = 16 * 1024 * 1024

/**
 * Cuts `--progress=rawjson` into pieces as the bytes arrive. buildx 0.13
 * writes an object over several indented lines, later versions on one, and
 * after a failure a block of plain text follows. A line that only looks like
 * the start of an object is text, and so hides nothing of what comes after it.
 */
export const progressStream = (onPiece: (piece: Piece) => void, limit = OBJECT_LIMIT) => {
  const decoder = new TextDecoder()
  const objects = objectLines(onPiece, limit)
  let rest = ''

  const take = (text: string): void => {
    const [first = '', ...others] = text.split('\n')
    rest = (rest + first).slice(0, limit + 1)
    for (const line of others) {
      objects.line(withoutReturn(rest))
      rest = line.slice(0, limit + 1)
    }
  }

  return {
    write: (bytes: Uint8Array): void => take(decoder.decode(bytes, { stream: true })),
    end: (): void => {
      take(decoder.decode())
      objects.line(withoutReturn(rest))
      objects.end()
      rest = ''
    },
  }
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)

/** Joins the lines of an object: `{` alone opens it, and `}` alone closes it. What is none is text. */
const objectLines = (onPiece: (piece: Piece) => void, limit: number) => {
  let open: string[] = []
  let size = 0

  const close = (json?: unknown): void => {
    const lines = open
    open = []
    size = 0
    if (json !== undefined) onPiece({ json })
    else for (const line of lines) passText(line, limit, onPiece)
  }

  return {
    line: (line: string): void => {
      if (open.length > 0 && (!/^[\s}]/.test(line) || size + line.length > limit)) close()
      if (open.length === 0 && line !== '{') {
        passLine(line, limit, onPiece)
        return
      }
      open.push(line)
      size += line.length
      if (line === '}') close(parsed(open.join('')))
    },
    end: (): void => close(),
  }
}

const passLine = (line: string, limit: number, onPiece: (piece: Piece) => void): void => {
  const json = line.startsWith('{') && line.length <= limit ? parsed(line) : undefined
  if (json === undefined) passText(line, limit, onPiece)
  else onPiece({ json })
}

const passText = (line: string, limit: number, onPiece: (piece: Piece) => void): void => {
  if (line.trim() !== '') onPiece({ text: line.slice(0, limit) })
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // Not an object of the progress: the caller passes it on as text.
    return undefined
  }
}

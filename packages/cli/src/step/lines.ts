/**
 * Cuts a stream into lines as the runner does: \n, \r\n and a lone \r each end
 * one. `end` hands out what is left without a line end.
 */
export const lineSplitter = (
  onLine: (line: string) => void,
): { add(piece: Uint8Array): void; end(): void } => {
  const decoder = new TextDecoder()
  let rest = ''
  const take = (text: string, last: boolean) => {
    rest += text
    // A \r at the very end may be the first half of \r\n.
    const held = !last && rest.endsWith('\r') ? '\r' : ''
    const lines = rest.slice(0, rest.length - held.length).split(/\r\n|\n|\r/)
    rest = (lines.pop() ?? '') + held
    lines.forEach(onLine)
  }
  return {
    add: (piece) => take(decoder.decode(piece, { stream: true }), false),
    end: () => {
      take(decoder.decode(), true)
      if (rest !== '') onLine(rest)
      rest = ''
    },
  }
}

/**
 * The line, counted from 1, of the `FROM` that begins the final stage of a
 * Dockerfile; 1 when there is none. As BuildKit reads it
 * (frontend/dockerfile/parser): parser directives, comments and empty lines
 * within continuations, and heredocs, whose lines are no instructions.
 */
export const finalStageLine = (dockerfile: string): number => {
  const lines = dockerfile.replace(/^\ufeff/, '').split(/\r?\n/)
  const continued = continuation(lines)
  let from = 1
  for (let at = 0; at < lines.length; ) {
    const { text, next } = instruction(lines, at, continued)
    if (/^\s*FROM\s/i.test(text)) from = at + 1
    at = afterHeredocs(lines, next, text)
  }
  return from
}

const DIRECTIVE = /^#\s*(escape|syntax|check)\s*=\s*(\S.*?)\s*$/i

/** The pattern of a line that goes on in the next; only the first lines may choose another sign than `\`. */
const continuation = (lines: readonly string[]): RegExp => {
  const directives = lines.map((line) => DIRECTIVE.exec(line))
  const end = directives.indexOf(null)
  const sign = directives
    .slice(0, end === -1 ? undefined : end)
    .find((found) => found?.[1]?.toLowerCase() === 'escape')
  return sign?.[2] === '`' ? /(?:^|[^`])`[ \t]*$/ : /(?:^|[^\\])\\[ \t]*$/
}

const COMMENT = /^\s*#/

/** The instruction that begins at a line, and the line after it. A comment or an empty line is one without text. */
const instruction = (lines: readonly string[], start: number, continued: RegExp) => {
  const parts: string[] = []
  for (let at = start; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    const isNothing = COMMENT.test(line) || line.trim() === ''
    if (!isNothing) parts.push(line.replace(continued, (end) => end.trimEnd().slice(0, -1)))
    const goesOn = isNothing ? parts.length > 0 : continued.test(line)
    if (!goesOn) return { text: parts.join(''), next: at + 1 }
  }
  return { text: parts.join(''), next: lines.length }
}

const WORDS = /(?:[^\s"']|"[^"]*"|'[^']*')+/g
const HEREDOC = /^\d*<<(-?)(?:"([^"]+)"|'([^']+)'|([^\s<>|&;()"']+))/

/** The line after the heredocs that an instruction opens. One that is never closed takes the rest. */
const afterHeredocs = (lines: readonly string[], start: number, text: string): number => {
  if (!/^\s*(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s/i.test(text)) return start
  return (text.match(WORDS) ?? []).reduce((at, word) => {
    const [, dash, ...names] = HEREDOC.exec(word) ?? []
    const end = names.find((name) => name !== undefined)
    if (end === undefined) return at
    const isEnd = (line: string) => (dash === '-' ? line.replace(/^\t+/, '') : line) === end
    let next = at
    while (next < lines.length && !isEnd(lines[next] ?? '')) next += 1
    return next + 1
  }, start)
}

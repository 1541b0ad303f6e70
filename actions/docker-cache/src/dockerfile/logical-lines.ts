import { directiveReader } from './directives.ts'
import type { Comment, Heredoc, Instruction } from './dockerfile.ts'
import { type HeredocMark, heredocMarks } from './heredoc.ts'
import { splitInstruction } from './split-instruction.ts'
import { jsonForm, withoutTrailing } from './words.ts'

export type LogicalLines = {
  readonly directives: ReadonlyMap<string, string>
  readonly escapeToken: string
  readonly comments: readonly Comment[]
  readonly instructions: readonly Instruction[]
}

/** Joins continued lines and takes here-documents out (Parse of BuildKit's parser.go). */
export const logicalLines = (text: string): LogicalLines => {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\n$/, '')
    .split('\n')
  const { directives, read } = directiveReader()
  const comments: Comment[] = []
  const instructions: Instruction[] = []
  let at = 0
  while (at < lines.length) {
    const line = (lines[at] ?? '').trimStart()
    const isDirective = read(line)
    if (isDirective || isBlankOrComment(line)) {
      if (line !== '' && !isDirective) comments.push(commentAt(at, line))
      at++
      continue
    }
    const next = instructionAt(lines, at, escapeOf(directives), comments)
    if (next.instruction) instructions.push(next.instruction)
    at = next.at
  }
  return { directives, escapeToken: escapeOf(directives), comments, instructions }
}

const escapeOf = (directives: ReadonlyMap<string, string>): string =>
  directives.get('escape') === '`' ? '`' : '\\'

const isBlankOrComment = (line: string): boolean => line === '' || line.startsWith('#')

const commentAt = (index: number, line: string): Comment => ({
  line: index + 1,
  text: line.trim().slice(1).trim(),
})

const instructionAt = (
  lines: readonly string[],
  start: number,
  escapeToken: string,
  comments: Comment[],
): { instruction: Instruction | undefined; at: number } => {
  const joined = joinedLine(lines, start, escapeToken, comments)
  const split = splitInstruction(joined.text, escapeToken)
  if (split.name === '') return { instruction: undefined, at: joined.at }
  const documents = heredocsBehind(lines, joined.at, marksOf(split, joined.text, escapeToken))
  const instruction = {
    ...split,
    line: start + 1,
    endLine: documents.at,
    heredocs: documents.heredocs,
  }
  return { instruction, at: documents.at }
}

/** Comments and empty lines between continued lines do not end them. */
const joinedLine = (
  lines: readonly string[],
  start: number,
  escapeToken: string,
  comments: Comment[],
): { text: string; at: number } => {
  const pieces: string[] = []
  let at = start
  for (; at < lines.length; at++) {
    const line = withoutTrailing(lines[at] ?? '', '\r')
    const trimmed = line.trimStart()
    if (at > start && isBlankOrComment(trimmed)) {
      if (trimmed !== '') comments.push(commentAt(at, trimmed))
      continue
    }
    const continued = withoutContinuation(at === start ? trimmed : line, escapeToken)
    pieces.push(continued ?? line)
    if (continued === undefined) {
      at++
      break
    }
  }
  return { text: pieces.join(''), at }
}

/** Undefined when the line does not go on; an escaped escape character at its end is no continuation. */
const withoutContinuation = (line: string, escapeToken: string): string | undefined => {
  const trimmed = withoutTrailing(line, ' \t')
  if (!trimmed.endsWith(escapeToken) || trimmed.endsWith(escapeToken + escapeToken))
    return undefined
  return trimmed.slice(0, -1)
}

const HEREDOC = /^(?:RUN|COPY|ADD)$/

const marksOf = (
  split: ReturnType<typeof splitInstruction>,
  line: string,
  escapeToken: string,
): HeredocMark[] => {
  const inner = split.name === 'ONBUILD' ? splitInstruction(split.text, escapeToken) : split
  return HEREDOC.test(inner.name) && !jsonForm(inner.text) ? heredocMarks(line) : []
}

const heredocsBehind = (
  lines: readonly string[],
  start: number,
  marks: readonly HeredocMark[],
): { heredocs: Heredoc[]; at: number } => {
  let at = start
  const heredocs = marks.map(({ name, expand, chomp }) => {
    const from = at
    const ends = (line: string) => {
      const bare = withoutTrailing(line, '\r')
      return (chomp ? bare.replace(/^\t+/, '') : bare) === name
    }
    while (at < lines.length && !ends(lines[at] ?? '')) at++
    const body = lines.slice(from, at)
    at = Math.min(at + 1, lines.length)
    const kept = chomp ? body.map((line) => line.replace(/^\t+/, '')) : body
    return { name, expand, content: kept.map((line) => `${line}\n`).join('') }
  })
  return { heredocs, at }
}

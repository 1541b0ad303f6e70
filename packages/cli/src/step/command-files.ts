import { UserError } from '@ci-kit/core/errors'

/** Names and texts in a record without a prototype, so that `__proto__` is a name like any other. */
export type Pairs = Readonly<Record<string, string>>

/**
 * Reads a file such as GITHUB_OUTPUT: lines `name=value`, or `name<<delimiter`
 * up to a line that is the delimiter. The rules are those of the runner's
 * FileCommandManager.cs (EnvFileKeyValuePairs): whichever of `=` and `<<`
 * comes first decides, empty lines are skipped, a later entry wins. Throws
 * where the runner would fail the step.
 */
export const parsePairs = (text: string, file: string): Pairs => {
  const pairs: Record<string, string> = Object.create(null)
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line === '') continue
    const entry = startOf(line, file)
    if (entry.delimiter === undefined) {
      pairs[entry.name] = entry.value
      continue
    }
    const end = lines.indexOf(entry.delimiter, at + 1)
    if (end === -1)
      throw new UserError(
        `${file}: no line '${entry.delimiter}' ends the value of '${entry.name}'.`,
      )
    pairs[entry.name] = lines.slice(at + 1, end).join('\n')
    at = end
  }
  return pairs
}

/** Reads GITHUB_PATH: one folder a line, the last one first in the PATH of the steps that follow. */
export const parsePath = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .reverse()

type Start = { name: string; value: string; delimiter: string | undefined }

const startOf = (line: string, file: string): Start => {
  const equals = line.indexOf('=')
  const fence = line.indexOf('<<')
  if (equals >= 0 && (fence < 0 || equals < fence)) {
    return named(
      { name: line.slice(0, equals), value: line.slice(equals + 1), delimiter: undefined },
      line,
      file,
    )
  }
  const delimiter = fence >= 0 ? line.slice(fence + 2) : ''
  if (delimiter === '')
    throw new UserError(
      `${file}: the line '${line}' is neither 'name=value' nor 'name<<delimiter'.`,
    )
  return named({ name: line.slice(0, fence), value: '', delimiter }, line, file)
}

const named = (start: Start, line: string, file: string): Start => {
  if (start.name !== '') return start
  throw new UserError(`${file}: the line '${line}' has no name.`)
}

import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { numberedLines } from '@ci-kit/core/numbered-lines'

/** A pattern as it stands in an input; lines count from 1. */
export type PatternLine = { readonly text: string; readonly line: number }

/**
 * The patterns of an input that holds one a line. Empty lines and lines that
 * start with `#` are skipped. Throws {@link UserError} that names input and line.
 */
export const patternLines = (text: string, input: string, most: number): readonly PatternLine[] => {
  const written = numberedLines(text).map(({ line, number }) => ({ text: line, line: number }))
  if (written.length > most) {
    throw new UserError(
      `Input '${input}' has ${written.length} patterns, more than ${most}. Write fewer; * stands for many names.`,
    )
  }
  // Read as patterns, these would never match.
  const yaml = written.find(({ text }) => /^- |^(['"]).*\1$/.test(text))
  if (yaml === undefined) return written
  throw lineProblem(
    input,
    yaml.line,
    `'${visible(yaml.text, 200)}' is written as YAML; write the pattern alone, without '- ' and quotes`,
  )
}

/** Throws {@link UserError} when the first of the patterns has nothing that it could take out of. */
export const checkFirst = (
  input: string,
  [line]: readonly PatternLine[],
  [first]: readonly { readonly excludes: boolean }[],
): void => {
  if (line === undefined || !first?.excludes) return
  throw lineProblem(
    input,
    line.line,
    `the first pattern '${visible(line.text, 200)}' has nothing to take out of; write a pattern without ! before it`,
  )
}

/** An error that says where in the input it is; `what` begins in lower case and has no full stop. */
export const lineProblem = (input: string, line: number, what: string): UserError =>
  new UserError(`Input '${input}', line ${line}: ${what}.`)

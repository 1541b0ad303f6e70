import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Rule, RuleList } from '../component.ts'
import { MAX_PATTERNS } from './limits.ts'
import type { PatternReader } from './patterns.ts'

/**
 * Reads an input that holds one pattern a line; `input` is its name. Empty
 * lines and lines that start with `#` are skipped. Throws {@link UserError}
 * that names input and line.
 */
export const parseRuleList = (text: string, input: string, patterns: PatternReader): RuleList => {
  const written = text
    .split(/\r\n|\r|\n/)
    .map((line, at) => ({ text: line.trim(), line: at + 1 }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'))
  if (written.length > MAX_PATTERNS) {
    throw new UserError(`Input '${input}' has more than ${MAX_PATTERNS} patterns. Write fewer.`)
  }
  const rules = written.map((line) => ruleOf(line, input, patterns))
  const [first] = rules
  if (first?.excludes) {
    throw problem(
      input,
      first.line,
      `the first pattern '!${visible(first.pattern)}' has nothing to take files out of; write a pattern without ! before it`,
    )
  }
  return { rules, quantifier: 'some' }
}

type Line = { readonly text: string; readonly line: number }

const problem = (input: string, line: number, what: string): UserError =>
  new UserError(`Input '${input}', line ${line}: ${what}.`)

const ruleOf = ({ text, line }: Line, input: string, patterns: PatternReader): Rule => {
  // Read as patterns, these would never match a file.
  if (/^- |^(['"]).*\1$/.test(text)) {
    throw problem(
      input,
      line,
      `'${visible(text)}' is written as YAML; write the pattern alone, without '- ' and quotes`,
    )
  }
  try {
    return { ...patterns(text), source: input, line, statuses: undefined }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    throw problem(input, line, `the pattern '${visible(text)}' cannot be used: ${thrown.message}`)
  }
}

import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Rule, RuleList } from '../component.ts'
import { MAX_PATTERNS } from './limits.ts'
import { checkFirst, lineProblem, type PatternLine, patternLines } from './pattern-lines.ts'
import type { PatternReader } from './patterns.ts'

/**
 * Reads an input that holds one pattern a line; `input` is its name. Throws
 * {@link UserError} that names input and line.
 */
export const parseRuleList = (text: string, input: string, patterns: PatternReader): RuleList => {
  const lines = patternLines(text, input, MAX_PATTERNS)
  const rules = lines.map((line) => ruleOf(line, input, patterns))
  checkFirst(input, lines, rules)
  return { rules, quantifier: 'some' }
}

const ruleOf = ({ text, line }: PatternLine, input: string, patterns: PatternReader): Rule => {
  try {
    return { ...patterns(text), source: input, line, statuses: undefined }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    throw lineProblem(
      input,
      line,
      `the pattern '${visible(text)}' cannot be used: ${thrown.message}`,
    )
  }
}

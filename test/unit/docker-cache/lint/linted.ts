import type { Finding, RuleId } from '@ci-kit/docker-cache/lint/finding'
import { type LintOptions, lint } from '@ci-kit/docker-cache/lint/lint'
import type { LintFacts } from '@ci-kit/docker-cache/lint/subject'
import { parsed } from '../dockerfile/parsed.ts'

const FACTS: LintFacts = { dockerignore: '', expectsHealthcheck: true }

/** The findings on a Dockerfile given as lines. */
export const linted = (
  lines: readonly string[],
  facts: Partial<LintFacts> = {},
  options: Partial<LintOptions> = {},
): Finding[] =>
  lint(parsed(lines), { ...FACTS, ...facts }, { ignore: [], reported: [], ...options })

/** The lines on which one rule finds something. */
export const linesOf = (
  rule: RuleId,
  lines: readonly string[],
  facts: Partial<LintFacts> = {},
): (number | undefined)[] =>
  linted(lines, facts).flatMap((finding) => (finding.rule === rule ? [finding.line] : []))

import { formatDate } from './date-format.ts'
import type { Segment } from './safe-tag.ts'
import type { TagFacts } from './tag-facts.ts'
import type { GlobalExpression, Template } from './template.ts'

const SHORT_SHA = 7

/** The commit as docker/metadata-action shortens it. */
export const shortSha = ({ sha }: TagFacts): string => sha.slice(0, SHORT_SHA)

/** The parts of a template; what an expression gives is never read for expressions again. */
export const expanded = (
  template: Template<GlobalExpression>,
  facts: TagFacts,
): readonly Segment[] =>
  template.map((part) => {
    if (typeof part === 'string') return { text: part, from: 'author' }
    const from = part.name === 'branch' ? 'branch' : 'event'
    return { text: expressionValue(part, facts), from }
  })

const expressionValue = (expression: GlobalExpression, facts: TagFacts): string => {
  switch (expression.name) {
    case 'branch':
    case 'tag':
      return facts.ref.kind === expression.name ? facts.ref.name : ''
    case 'sha':
      return shortSha(facts)
    case 'base_ref':
      return facts.baseRef
    case 'is_default_branch':
      return String(facts.onDefaultBranch)
    case 'is_not_default_branch':
      return String(!facts.onDefaultBranch)
    case 'date':
      return formatDate(facts.now, expression.format, expression.zone)
    case 'commit_date':
      return formatDate(facts.commitDate ?? facts.now, expression.format, expression.zone)
  }
}

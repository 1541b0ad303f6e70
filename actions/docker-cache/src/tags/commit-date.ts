import type { Flavor } from './flavor.ts'
import type { TagRule } from './tag-rule.ts'
import type { Template } from './template.ts'

/** Whether `{{commit_date …}}` stands in a rule or in the flavor, so that it matters whether the event holds the date. */
export const usesCommitDate = (rules: readonly TagRule[], { prefix, suffix }: Flavor): boolean =>
  [...rules.flatMap(templatesOf), prefix.template, suffix.template]
    .flat()
    .some((part) => typeof part === 'object' && part.name === 'commit_date')

const templatesOf = (rule: TagRule): readonly Template<{ readonly name: string }>[] => [
  ...('value' in rule && rule.value ? [rule.value] : []),
  ...(rule.type === 'schedule' ? [rule.pattern] : []),
  ...(rule.prefix ? [rule.prefix] : []),
  ...(rule.suffix ? [rule.suffix] : []),
]

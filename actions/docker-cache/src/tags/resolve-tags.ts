import { visible } from '@ci-kit/core/log'
import { usesCommitDate } from './commit-date.ts'
import type { Entry } from './entry.ts'
import { expanded } from './expansion.ts'
import type { Flavor } from './flavor.ts'
import { ruleValue } from './rule-value.ts'
import { type Segment, safeTag } from './safe-tag.ts'
import type { TagFacts } from './tag-facts.ts'
import type { TagRule } from './tag-rule.ts'

export type ResolvedTags = {
  /** Valid tags, best first, without repetition. */
  readonly tags: readonly string[]
  /** The first of them that a rule made. */
  readonly version: string | undefined
  /** Why rules that were meant for this run made no tag, or another than the author may expect. */
  readonly warnings: readonly string[]
}

/**
 * The tags that the rules give a run, in the order of their priorities; the
 * tag `latest` comes last. Throws a UserError only for what the author wrote
 * himself: a reserved name. No ref, however odd, makes it throw.
 */
export const resolveTags = (
  rules: readonly TagRule[],
  flavor: Flavor,
  facts: TagFacts,
): ResolvedTags => {
  const results = [...rules]
    .sort((one, other) => other.priority - one.priority)
    .filter((rule) => isEnabled(rule, facts))
    .map((rule) => resultOf(rule, flavor, facts))
  const made = results.filter((result) => result.tag !== undefined)
  const version = made[0]?.tag
  const isLatest =
    flavor.latest === 'auto' ? made[0]?.latest : version !== undefined && flavor.latest
  const tags = [...made.map(({ tag }) => tag), isLatest ? latestTag(flavor, facts) : undefined]
  return {
    tags: [...new Set(tags.filter((tag) => tag !== undefined))],
    version,
    warnings: [...new Set(results.flatMap(({ warnings }) => warnings))],
  }
}

const isEnabled = ({ enable }: TagRule, { onDefaultBranch }: TagFacts): boolean =>
  typeof enable === 'boolean' ? enable : (enable === 'is_default_branch') === onDefaultBranch

type Result = {
  readonly tag: string | undefined
  readonly latest: boolean
  readonly warnings: readonly string[]
}

const resultOf = (rule: TagRule, flavor: Flavor, facts: TagFacts): Result => {
  const value = ruleValue(rule, facts)
  if ('none' in value) {
    const warnings = value.none === undefined ? [] : [warningOf(rule, value.none)]
    return { tag: undefined, latest: false, warnings }
  }
  const prefix = expanded(rule.prefix ?? flavor.prefix.template, facts)
  const suffix = expanded(rule.suffix ?? flavor.suffix.template, facts)
  const isUndated = facts.commitDate === undefined && usesCommitDate([rule], flavor)
  return {
    tag: safeTag([...prefix, ...value.segments, ...suffix], rule.entry),
    latest: value.latest,
    warnings: isUndated
      ? [warningOf(rule, 'the date of the commit is not known; it has the date of the run')]
      : [],
  }
}

const warningOf = ({ entry }: TagRule, reason: string): string =>
  `The tag of '${visible(entry.text, 200)}': ${reason}.`

const latestTag = ({ prefix, suffix }: Flavor, facts: TagFacts): string | undefined => {
  const affix = ({ onLatest, template }: Flavor['prefix']): readonly Segment[] =>
    onLatest ? expanded(template, facts) : []
  const latest: Segment = { text: 'latest', from: 'author' }
  const entry: Entry = { input: 'flavor', text: 'onlatest=true' }
  return safeTag([...affix(prefix), latest, ...affix(suffix)], entry)
}

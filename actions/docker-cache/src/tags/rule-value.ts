import { visible } from '@ci-kit/core/log'
import { expanded, shortSha } from './expansion.ts'
import type { RefName } from './ref-name.ts'
import type { Segment } from './safe-tag.ts'
import type { TagFacts } from './tag-facts.ts'
import type { TagRule } from './tag-rule.ts'
import type { GlobalExpression, Template, VersionExpression } from './template.ts'
import { parsePep440, parseSemver, type Version } from './version.ts'

/** What a rule makes of a run; `latest` is whether it is a release, in the sense of the flavor's `latest=auto`. */
export type RuleValue =
  | { readonly segments: readonly Segment[]; readonly latest: boolean }
  /** The reason only where the author would not expect it. */
  | { readonly none: string | undefined }

const NOT_MEANT: RuleValue = { none: undefined }

/** The tag's text without prefix and suffix. */
export const ruleValue = (rule: TagRule, facts: TagFacts): RuleValue => {
  switch (rule.type) {
    case 'default':
      return defaultValue(facts.subject)
    case 'schedule':
      return facts.event === 'schedule' ? made(expanded(rule.pattern, facts)) : NOT_MEANT
    case 'semver':
    case 'pep440':
      return versionValue(rule, facts)
    case 'match':
      return matchValue(rule, facts)
    case 'edge':
      return edgeValue(rule.branch, facts)
    case 'ref':
      return facts.ref.kind === KIND_OF[rule.event] ? refValue(facts.ref) : NOT_MEANT
    case 'raw':
      return made(expanded(rule.value, facts))
    case 'sha':
      return facts.sha === ''
        ? NOT_MEANT
        : made([fromEvent(rule.format === 'short' ? shortSha(facts) : facts.sha)])
  }
}

const KIND_OF = { branch: 'branch', tag: 'tag', pr: 'pull-request' } as const

const made = (segments: readonly Segment[], latest = false): RuleValue => ({ segments, latest })
const fromEvent = (text: string): Segment => ({ text, from: 'event' })

const refValue = (ref: RefName): RuleValue => {
  if (ref.kind === 'none') return NOT_MEANT
  if (ref.kind === 'branch') return made([{ text: ref.name, from: 'branch' }])
  if (ref.kind === 'tag') return made([fromEvent(ref.name)], true)
  // The prefix `pr-` is the rule's.
  return made([fromEvent(ref.name.slice('pr-'.length))])
}

/** `v1.2.3` is the release 1.2.3, and only rules make a `latest`. */
const defaultValue = (ref: RefName): RuleValue => {
  if (ref.kind === 'tag') return made([fromEvent(ref.name.replace(/^v(?=\d+\.\d+\.\d+)/, ''))])
  // A number, which nobody chose.
  if (ref.kind === 'pull-request') return made([{ text: ref.name, from: 'author' }])
  return refValue(ref)
}

const edgeValue = (wanted: string | undefined, { ref, ...facts }: TagFacts): RuleValue => {
  const isWanted = wanted === undefined ? facts.onDefaultBranch : nameOf(ref, 'branch') === wanted
  return isWanted && ref.kind === 'branch' ? made([{ text: 'edge', from: 'author' }]) : NOT_MEANT
}

type VersionRule = Extract<TagRule, { type: 'semver' | 'pep440' }>

const versionValue = (rule: VersionRule, facts: TagFacts): RuleValue => {
  const whole = wholeValue(rule.value, facts)
  if (whole === undefined) return NOT_MEANT
  const found = rule.match && whole.match(rule.match)
  const text = (found ? (found[1] ?? found[0]) : whole).replaceAll('/', '-')
  const version = rule.type === 'semver' ? parseSemver(text) : parsePep440(text)
  if (version === undefined) {
    const grammar = rule.type === 'semver' ? 'semver.org' : 'PEP 440'
    return { none: `'${visible(text, 100)}' is not a version in the sense of ${grammar}` }
  }
  // Pre-releases never move the tags of a release line, such as 1.2.
  if (version.stable)
    return made(
      rule.pattern.map((part) => versionPart(part, version)),
      true,
    )
  const [first] = rule.pattern
  const isRaw = rule.pattern.length === 1 && typeof first === 'object' && first.name === 'raw'
  return made([fromEvent(isRaw ? version.raw : version.version)])
}

const versionPart = (part: string | VersionExpression, version: Version): Segment =>
  typeof part === 'string' ? { text: part, from: 'author' } : fromEvent(version[part.name])

const matchValue = (rule: Extract<TagRule, { type: 'match' }>, facts: TagFacts): RuleValue => {
  const whole = wholeValue(rule.value, facts)
  if (whole === undefined) return NOT_MEANT
  // A fresh expression: flags such as `y` give it a memory.
  const found = whole.match(new RegExp(rule.pattern))
  if (!found) return { none: `the pattern does not match '${visible(whole, 100)}'` }
  const text = found[rule.group]
  if (text === undefined)
    return { none: `the pattern has no group ${rule.group} in '${visible(whole, 100)}'` }
  return made([fromEvent(text)], true)
}

/** The rule's own value, or the git tag of the run. */
const wholeValue = (
  value: Template<GlobalExpression> | undefined,
  facts: TagFacts,
): string | undefined =>
  value === undefined
    ? nameOf(facts.ref, 'tag')
    : expanded(value, facts)
        .map(({ text }) => text)
        .join('')

const nameOf = (ref: RefName, kind: 'branch' | 'tag'): string | undefined =>
  ref.kind === kind ? ref.name : undefined

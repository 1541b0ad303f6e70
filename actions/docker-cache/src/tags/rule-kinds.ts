import { refused } from './entry.ts'
import {
  type Attributes,
  choice,
  integer,
  pattern,
  refuseOthers,
  regExp,
  required,
  templateUnlessEmpty,
} from './rule-attributes.ts'
import type { RuleKind } from './tag-rule.ts'
import { DATES, GLOBAL, parseTemplate, VERSIONS } from './template.ts'

/** docker/metadata-action's order of the types. */
export const PRIORITIES = {
  schedule: 1000,
  semver: 900,
  pep440: 900,
  match: 800,
  edge: 700,
  ref: 600,
  raw: 200,
  sha: 100,
} as const
export const TYPES = ['schedule', 'semver', 'pep440', 'match', 'edge', 'ref', 'raw', 'sha'] as const

/** Reads what is special to the rules of each type. */
export const KINDS: Readonly<Record<(typeof TYPES)[number], (from: Attributes) => RuleKind>> = {
  schedule: (from) => {
    refuseOthers(from, 'schedule', ['pattern'])
    const text = from.values.get('pattern') ?? 'nightly'
    return { type: 'schedule', pattern: parseTemplate(text, from.entry, DATES) }
  },
  semver: (from) => version('semver', from),
  pep440: (from) => version('pep440', from),
  match: (from) => {
    refuseOthers(from, 'match', ['pattern', 'group', 'value'])
    const text = required(from, 'pattern', 'pattern=v(.*)')
    const group = integer(from, 'group', 0)
    return {
      type: 'match',
      pattern: pattern(text, from.entry),
      group,
      value: templateUnlessEmpty(from, 'value'),
    }
  },
  edge: (from) => {
    refuseOthers(from, 'edge', ['branch'])
    return { type: 'edge', branch: from.values.get('branch') || undefined }
  },
  ref: (from) => {
    refuseOthers(from, 'ref', ['event'])
    return { type: 'ref', event: choice(from, 'event', ['branch', 'tag', 'pr']) }
  },
  raw: (from) => {
    refuseOthers(from, 'raw', ['value'])
    const value = from.values.get('value')
    if (value === undefined) throw refused(from.entry, "Add 'value=…', such as 'value=stable'.")
    return { type: 'raw', value: parseTemplate(value, from.entry, GLOBAL) }
  },
  sha: (from) => {
    refuseOthers(from, 'sha', ['format'])
    return { type: 'sha', format: choice(from, 'format', ['short', 'long'], 'short') }
  },
}

const version = (type: 'semver' | 'pep440', from: Attributes): RuleKind => {
  refuseOthers(from, type, ['pattern', 'value', 'match'])
  const text = required(from, 'pattern', 'pattern={{version}}')
  const match = from.values.get('match')
  return {
    type,
    pattern: parseTemplate(text, from.entry, VERSIONS),
    value: templateUnlessEmpty(from, 'value'),
    match: match ? regExp(match, '', from.entry) : undefined,
  }
}

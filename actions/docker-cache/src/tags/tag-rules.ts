import { visible } from '@ci-kit/core/log'
import { isTag } from '@ci-kit/oci/reference-grammar'
import { attributesOf, type Entry, entriesOf, refused } from './entry.ts'
import { isReservedTag } from './reserved.ts'
import { type Attributes, choice, integer, readAttributes, template } from './rule-attributes.ts'
import { KINDS, PRIORITIES, TYPES } from './rule-kinds.ts'
import { reservedName } from './safe-tag.ts'
import { DEFAULT_RULE, type Enable, type TagRule } from './tag-rule.ts'

/**
 * Reads the input `tags`: rules of docker/metadata-action, and lines of plain
 * tags or references to the same repository, separated by commas. Without any
 * there is one rule, for the name of the ref. Throws a UserError that names the
 * entry. `name` is host and path, as references begin.
 */
export const parseTagRules = (
  text: string,
  { name }: { readonly name: string },
): readonly TagRule[] => {
  const rules = entriesOf('tags', text).flatMap((entry) =>
    isRule(entry) ? [parseRule(entry)] : plainTags(entry, name),
  )
  return rules.length === 0 ? [DEFAULT_RULE] : rules
}

/** A plain tag holds neither `=` nor braces. */
const isRule = (entry: Entry): boolean =>
  entry.text.includes('{{') || attributesOf(entry).some(({ named }) => named)

const plainTags = (entry: Entry, repository: string): readonly TagRule[] =>
  attributesOf(entry).map(({ value }) => {
    const isReference = value.startsWith(`${repository}:`)
    const tag = isReference ? value.slice(repository.length + 1) : value
    const one: Entry = { ...entry, text: value }
    if (isReservedTag(tag)) throw reservedName(one)
    if (!isTag(tag)) {
      throw refused(
        one,
        `Use a tag of up to 128 letters, digits, '.', '_' and '-', a reference that starts with '${visible(repository)}:', or a rule such as 'type=ref,event=branch'.`,
      )
    }
    // A whole reference says all of it: the flavor adds nothing.
    const affix = isReference ? [] : undefined
    const shared = {
      entry: one,
      enable: true,
      priority: PRIORITIES.raw,
      prefix: affix,
      suffix: affix,
    }
    return { ...shared, type: 'raw', value: [tag] }
  })

const parseRule = (entry: Entry): TagRule => {
  const from = readAttributes(entry)
  const type = choice(from, 'type', TYPES, 'raw')
  const kind = KINDS[type](from)
  const implied =
    type === 'sha' ? ['sha-'] : kind.type === 'ref' && kind.event === 'pr' ? ['pr-'] : undefined
  return {
    entry,
    enable: enable(from),
    priority: integer(from, 'priority', PRIORITIES[type]),
    prefix: template(from, 'prefix') ?? implied,
    suffix: template(from, 'suffix'),
    ...kind,
  }
}

const ENABLED: ReadonlyMap<string, Enable> = new Map<string, Enable>([
  ['true', true],
  ['false', false],
  ['{{is_default_branch}}', 'is_default_branch'],
  ['{{is_not_default_branch}}', 'is_not_default_branch'],
])

const enable = (from: Attributes): Enable => {
  const value = from.values.get('enable') ?? 'true'
  const found = ENABLED.get(value.replace(/^\{\{\s*(.*?)\s*\}\}$/, '{{$1}}'))
  if (found !== undefined) return found
  throw refused(
    from.entry,
    `'enable' has to be ${[...ENABLED.keys()].join(', ')}, or an expression of the workflow that gives true or false.`,
  )
}

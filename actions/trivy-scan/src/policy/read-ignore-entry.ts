import { visible } from '@ci-kit/core/log'
import type { YamlMap, YamlNode, YamlScalar } from '@ci-kit/core/yaml-node'
import type { FindingKind } from '../findings/finding.ts'
import type { IgnoreEntry, IgnoreProblem } from './ignore-entry.ts'
import { pathGlob } from './path-glob.ts'
import { purlPattern } from './purl-pattern.ts'

const MEMBERS = ['id', 'paths', 'purls', 'statement', 'owner', 'expired_at']

/** Where an entry stands, and who hears what is wrong with it. */
export type Reading = {
  readonly kind: FindingKind
  readonly file: string
  readonly problems: IgnoreProblem[]
}

/** One entry; what is wrong with it is added to the problems, and what it answers then is of no use. */
export const readIgnoreEntry = (node: YamlNode, reading: Reading): IgnoreEntry | undefined => {
  const { kind, file } = reading
  if (node.kind !== 'map') {
    report(reading, node.line, "the entry is no map. Write '- id: …' with 'owner' and 'expired_at'")
    return undefined
  }
  checkMembers(node, reading)
  const purls = listOf(node, 'purls', reading)
  const [purl] = purls
  if (purl !== undefined && kind !== 'vulnerability') {
    report(reading, purl.line, "'purls' are for vulnerabilities only. Use 'paths'")
  }
  return {
    kind,
    id: idOf(node, reading),
    paths: globsOf(listOf(node, 'paths', reading), reading),
    purls: purlsOf(purls, reading),
    statement: scalarOf(node, 'statement', reading)?.text.trim() ?? '',
    owner: required(node, 'owner', reading, 'who answers for it'),
    expires: expiryOf(node, reading),
    file,
    line: node.line,
  }
}

const report = ({ file, problems }: Reading, line: number, what: string): void => {
  problems.push({ file, line, what })
}

const checkMembers = ({ members }: YamlMap, reading: Reading): void => {
  for (const { name, line } of members) {
    if (MEMBERS.includes(name)) continue
    report(
      reading,
      line,
      `'${visible(name, 60)}' is no member of an entry. Use ${MEMBERS.join(', ')}`,
    )
  }
}

const memberOf = ({ members }: YamlMap, name: string): YamlNode | undefined =>
  members.find((member) => member.name === name)?.value

const scalarOf = (map: YamlMap, name: string, reading: Reading): YamlScalar | undefined => {
  const value = memberOf(map, name)
  if (value === undefined || value.kind === 'scalar') return value
  report(reading, value.line, `'${name}' is no text. Write it as one value`)
  return undefined
}

const required = (map: YamlMap, name: string, reading: Reading, what: string): string => {
  const value = memberOf(map, name)
  const scalar = scalarOf(map, name, reading)
  const text = scalar === undefined || scalar.isNull ? '' : scalar.text.trim()
  const isOther = value !== undefined && scalar === undefined
  if (text === '' && !isOther) {
    report(
      reading,
      value?.line ?? map.line,
      `the entry has no '${name}'. Add '${name}: …': ${what}`,
    )
  }
  return text
}

const idOf = (map: YamlMap, reading: Reading): string => {
  const id = required(map, 'id', reading, 'what to ignore')
  if (/[*?]/.test(id)) {
    const line = memberOf(map, 'id')?.line ?? map.line
    report(
      reading,
      line,
      `the id '${visible(id, 100)}' has a wildcard. Name each finding by its id`,
    )
  }
  return id
}

const expiryOf = (map: YamlMap, reading: Reading): string => {
  const text = required(map, 'expired_at', reading, 'the last day, as in 2026-12-31')
  if (text !== '' && !isDay(text)) {
    const line = memberOf(map, 'expired_at')?.line ?? map.line
    const what = `'expired_at' is '${visible(text, 60)}', which is no day. Write it as in 2026-12-31`
    report(reading, line, what)
  }
  return text
}

/** A day of the calendar: 2026-02-30 is none. */
const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** A list that is there and empty would make the entry hold for everything. */
const listOf = (map: YamlMap, name: string, reading: Reading): readonly YamlScalar[] => {
  const value = memberOf(map, name)
  if (value === undefined) return []
  const items = value.kind === 'list' ? value.items : []
  const texts = items.filter((item) => item.kind === 'scalar').filter(({ text }) => text !== '')
  if (texts.length > 0 && texts.length === items.length) return texts
  report(reading, value.line, `'${name}' is no list of texts. Write one, or remove '${name}'`)
  return []
}

const globsOf = (texts: readonly YamlScalar[], reading: Reading): IgnoreEntry['paths'] =>
  texts.flatMap(({ text, line }) => {
    const glob = pathGlob(text)
    if (!('problem' in glob)) return [glob]
    report(reading, line, `the path '${visible(text, 100)}' is no pattern: ${glob.problem}`)
    return []
  })

const purlsOf = (texts: readonly YamlScalar[], reading: Reading): IgnoreEntry['purls'] =>
  texts.flatMap(({ text, line }) => {
    const pattern = purlPattern(text)
    if (pattern !== undefined) return [pattern]
    const what = `'${visible(text, 100)}' is no package URL. Write it as in pkg:deb/debian/openssl`
    report(reading, line, what)
    return []
  })

import { visible } from '@ci-kit/core/log'
import { yamlDocument } from '@ci-kit/core/yaml'
import { isAlias, isMap, isNode, isScalar, isSeq, type Pair, type Scalar } from 'yaml'
import { type Place, problemAt } from './place.ts'
import type { YamlNode, YamlPair, YamlScalar } from './yaml-node.ts'

const ADVICE = "Quote patterns that start with *, !, & or {, as in '**/*.md'."

/** Those who read the nodes allow much less; this keeps their recursion from the end of the stack. */
const MAX_LEVELS = 100

/**
 * The members of the map in a YAML 1.2 text, none when it holds no map.
 * `origin` names the text in messages. Throws {@link UserError} that names the line.
 */
export const yamlMembers = (text: string, origin: string): readonly YamlPair[] => {
  const { document, lineOf } = yamlDocument(text, origin, ADVICE)
  if (!isMap(document.contents)) return []
  const anchors = new Map<string, YamlNode>()
  return document.contents.items.map((pair) => {
    const filter = keyOf(pair.key) ?? ''
    return pairOf(pair, { origin, filter, line: 1, lineOf, anchors, level: 0 })
  })
}

type At = Place & {
  readonly lineOf: (offset: number) => number
  /** Filled from the top, so that an alias means the last anchor before it. */
  readonly anchors: Map<string, YamlNode>
  readonly level: number
}

const pairOf = ({ key, value }: Pair<unknown, unknown>, at: At): YamlPair => {
  const here = below(key, at)
  return { key: keyOf(key), line: here.line, value: nodeOf(value, here) }
}

/** `at`, moved to the line of a node that knows its own. */
const below = (node: unknown, at: At): At =>
  isNode(node) && node.range ? { ...at, line: at.lineOf(node.range[0]) } : at

const keyOf = (key: unknown): string | undefined => {
  const value: unknown = isScalar(key) ? key.value : undefined
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
    ? String(value)
    : undefined
}

const nodeOf = (node: unknown, parent: At): YamlNode => {
  const at = { ...below(node, parent), level: parent.level + 1 }
  if (at.level > MAX_LEVELS) {
    throw problemAt(at, `its lists and maps nest deeper than ${MAX_LEVELS} levels; make it simpler`)
  }
  if (isAlias(node)) return aliased(node.source, at)
  const known = <T extends YamlNode>(made: T): T => {
    if (isNode(node) && node.anchor !== undefined) at.anchors.set(node.anchor, made)
    return made
  }
  // The anchor is known before what is below it: a list can hold itself.
  if (isMap(node)) {
    const pairs: YamlPair[] = []
    const map = known({ kind: 'map', line: at.line, pairs })
    for (const pair of node.items) pairs.push(pairOf(pair, at))
    return map
  }
  if (isSeq(node)) {
    const items: YamlNode[] = []
    const list = known({ kind: 'list', line: at.line, items })
    for (const item of node.items) items.push(nodeOf(item, at))
    return list
  }
  return known(isScalar(node) ? scalarOf(node, at) : { ...NOTHING, line: at.line })
}

const NOTHING = { kind: 'scalar', value: null, text: '' } as const

const aliased = (name: string, at: At): YamlNode => {
  const node = at.anchors.get(name)
  if (node !== undefined) return node
  throw problemAt(
    at,
    `there is no anchor &${visible(name)} before *${visible(name)}; quote a pattern that starts with *, as in '**/*.md'`,
  )
}

const scalarOf = ({ value, source }: Scalar, at: At): YamlScalar => {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return { kind: 'scalar', line: at.line, value, text: source ?? String(value) }
  }
  // Dates and the like, which YAML 1.1 has: a text may ask for it by a directive.
  throw problemAt(at, `'${visible(source ?? '')}' is neither text nor a number; quote it`)
}

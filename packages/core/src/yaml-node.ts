import { isAlias, isMap, isNode, isScalar, isSeq } from 'yaml'
import { UserError } from './errors.ts'
import { visible } from './log.ts'
import { yamlDocument } from './yaml.ts'

/** A value in a YAML text, with the line, from 1, that it starts in. */
export type YamlNode = YamlScalar | YamlList | YamlMap

export type YamlScalar = {
  readonly kind: 'scalar'
  readonly line: number
  /** As written, without quotes; `''` for nothing. Numbers and dates stay text. */
  readonly text: string
  /** Whether it stands for nothing: left out, `~` or `null`. */
  readonly isNull: boolean
}

export type YamlList = {
  readonly kind: 'list'
  readonly line: number
  readonly items: readonly YamlNode[]
}

export type YamlMap = {
  readonly kind: 'map'
  readonly line: number
  readonly members: readonly YamlMember[]
}

/** A member of a map, with the line of its name. */
export type YamlMember = { readonly name: string; readonly line: number; readonly value: YamlNode }

/** Deep enough for what people write; keeps the recursion from the end of the stack. */
const MAX_LEVELS = 50

/**
 * Reads a YAML 1.2 text for those who answer with lines. Throws
 * {@link UserError} that names `origin` and the line and ends with `advice`, a
 * sentence. Anchors are refused: what is written stands where it is read.
 */
export const yamlNode = (text: string, origin: string, advice: string): YamlNode => {
  const { document, lineOf } = yamlDocument(text, origin, advice)
  const fault = (line: number, what: string) =>
    new UserError(`${origin}, line ${line}: ${what}. ${advice}`)
  return nodeOf(document.contents, { line: 1, level: 0, lineOf, fault })
}

type At = {
  readonly line: number
  readonly level: number
  readonly lineOf: (offset: number) => number
  readonly fault: (line: number, what: string) => UserError
}

const nodeOf = (node: unknown, parent: At): YamlNode => {
  const at = { ...parent, line: lineOfNode(node, parent), level: parent.level + 1 }
  const { line } = at
  if (at.level > MAX_LEVELS) {
    throw at.fault(line, `lists and maps nest deeper than ${MAX_LEVELS} levels`)
  }
  if (isAlias(node)) {
    throw at.fault(line, `*${visible(node.source)} is an alias, which is not read here`)
  }
  if (isSeq(node)) {
    return { kind: 'list', line, items: node.items.map((item) => nodeOf(item, at)) }
  }
  if (isMap(node)) {
    const members = node.items.map(({ key, value }) => {
      const here = { ...at, line: lineOfNode(key, at) }
      return { name: nameOf(key, here), line: here.line, value: nodeOf(value, here) }
    })
    return { kind: 'map', line, members }
  }
  if (!isScalar(node)) return { kind: 'scalar', line, text: '', isNull: true }
  return { kind: 'scalar', line, text: textOf(node), isNull: node.value === null }
}

const lineOfNode = (node: unknown, { line, lineOf }: At): number =>
  isNode(node) && node.range ? lineOf(node.range[0]) : line

const nameOf = (key: unknown, at: At): string => {
  if (isScalar(key)) return textOf(key)
  throw at.fault(at.line, 'the name of a member is no text')
}

const textOf = ({
  value,
  source,
}: {
  readonly value: unknown
  readonly source?: string
}): string => (typeof value === 'string' ? value : (source ?? String(value ?? '')))

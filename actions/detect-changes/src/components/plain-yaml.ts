import { type PlainLine, plainLines } from './plain-lines.ts'
import { plainValue } from './plain-scalar.ts'
import type { YamlNode, YamlPair } from './yaml-node.ts'

/**
 * The members of the map in a YAML text that is as plain as most filters are:
 * indented keys and `-` items with one-line values, anchors, aliases. Undefined
 * when anything else, or anything wrong, is in the text: then the parser for
 * all of YAML has to read it, which finds the same in plain texts, but takes
 * ten times as long (measured: 2 against 40 ms for 500 filters of 4 patterns,
 * and 20 ms to load).
 */
export const plainMembers = (text: string): readonly YamlPair[] | undefined => {
  const lines = plainLines(text)
  const [first] = lines ?? []
  if (lines === undefined || first === undefined) return undefined
  const reader: Reader = { lines, at: 0, anchors: new Map() }
  const node = block(reader, first.indent, 0)
  return node?.kind === 'map' && reader.at === lines.length ? node.pairs : undefined
}

/** `at` is the line to read next; an item that holds a map leaves the rest of its line behind as a line. */
type Reader = { readonly lines: PlainLine[]; at: number; readonly anchors: Map<string, YamlNode> }

const MAX_LEVELS = 20

const block = (reader: Reader, indent: number, level: number): YamlNode | undefined => {
  const line = reader.lines[reader.at]
  if (line === undefined || level > MAX_LEVELS) return undefined
  return isItem(line) ? list(reader, indent, level) : map(reader, indent, level)
}

const isItem = ({ text }: PlainLine): boolean => text.startsWith('- ')

const KEY = /^([A-Za-z_][\w|-]{0,199}):(?: +(.+))?$/

const map = (reader: Reader, indent: number, level: number): YamlNode | undefined => {
  const start = reader.lines[reader.at]
  const pairs = new Map<string, YamlPair>()
  for (let line = start; line?.indent === indent; line = reader.lines[reader.at]) {
    const [, key, rest = ''] = KEY.exec(line.text) ?? []
    if (key === undefined || pairs.has(key) || /^(?:true|false|null)$/i.test(key)) return undefined
    reader.at += 1
    const value = member(reader, rest, line, level)
    if (value === undefined) return undefined
    pairs.set(key, { key, line: line.line, value })
  }
  return { kind: 'map', line: start?.line ?? 1, pairs: [...pairs.values()] }
}

/** The value behind a key: the rest of its line, or the block below it. */
const member = (
  reader: Reader,
  rest: string,
  line: PlainLine,
  level: number,
): YamlNode | undefined => {
  const [, anchor, behind = ''] = /^&([\w-]+)(?: +(.+))?$/.exec(rest) ?? []
  const own = anchor === undefined ? rest : behind
  const value =
    own === '' || own.startsWith('#') ? below(reader, line, level) : inline(reader, own, line.line)
  if (anchor === undefined || value === undefined) return value
  if (reader.anchors.has(anchor)) return undefined
  reader.anchors.set(anchor, value)
  return value
}

const below = (reader: Reader, { indent }: PlainLine, level: number): YamlNode | undefined => {
  const next = reader.lines[reader.at]
  if (next === undefined) return undefined
  // The items of a list may stand right below their key.
  const belongs = next.indent > indent || (next.indent === indent && isItem(next))
  return belongs ? block(reader, next.indent, level + 1) : undefined
}

const inline = ({ anchors }: Reader, text: string, line: number): YamlNode | undefined =>
  text.startsWith('*') ? anchors.get(text.slice(1)) : plainValue(text, line)

const list = (reader: Reader, indent: number, level: number): YamlNode | undefined => {
  const start = reader.lines[reader.at]
  const items: YamlNode[] = []
  for (let line = start; line?.indent === indent && isItem(line); line = reader.lines[reader.at]) {
    const item = listItem(reader, line, level)
    if (item === undefined) return undefined
    items.push(item)
  }
  return { kind: 'list', line: start?.line ?? 1, items }
}

const listItem = (reader: Reader, line: PlainLine, level: number): YamlNode | undefined => {
  const text = line.text.slice(1).trimStart()
  const value = inline(reader, text, line.line)
  if (value !== undefined) {
    reader.at += 1
    return value
  }
  if (!KEY.test(text) && !text.startsWith('- ')) return undefined
  // A map or list that starts on the line of its item stands as deep as its first key.
  const indent = line.indent + line.text.length - text.length
  reader.lines[reader.at] = { indent, text, line: line.line }
  return block(reader, indent, level + 1)
}

import type { YamlNode, YamlScalar } from './yaml-node.ts'

/**
 * The value of a text that is all there is on its line (but for a comment):
 * quoted without escapes, a plain word, a list of these in brackets. Undefined
 * for everything else.
 */
export const plainValue = (text: string, line: number): YamlNode | undefined => {
  const kept = withoutComment(text)
  return kept.startsWith('[') ? flowList(kept, line) : plainScalar(kept, BLOCK_WORD, line)
}

/** A quoted value may hold ` #`: it comes back as it is, and is no value then. */
const withoutComment = (text: string): string => {
  const at = text.indexOf(' #')
  return at === -1 ? text : text.slice(0, at).trimEnd()
}

/** Without spaces, colons and #; the first character is none that means something to YAML. */
const BLOCK_WORD = /^[\w./][\w./*?{}[\],()|+@!$%~^=;<>-]*$/
const FLOW_WORD = /^[\w./][\w./*?()|+@!$%~^=;<>-]*$/

const plainScalar = (text: string, word: RegExp, line: number): YamlScalar | undefined => {
  const quoted = /^'([^']*)'$|^"([^"\\]*)"$/.exec(text)
  if (quoted) {
    const value = quoted[1] ?? quoted[2] ?? ''
    return { kind: 'scalar', line, value, text: value }
  }
  if (!word.test(text)) return undefined
  if (text === 'true' || text === 'false') {
    return { kind: 'scalar', line, value: text === 'true', text }
  }
  if (/^(?:0|[1-9]\d{0,14})$/.test(text)) {
    return { kind: 'scalar', line, value: Number(text), text }
  }
  return isCertainlyText(text) ? { kind: 'scalar', line, value: text, text } : undefined
}

/** No number holds a slash or starts with a letter; the other words of YAML are these three in any case. */
const isCertainlyText = (text: string): boolean =>
  text.includes('/') || (/^[A-Za-z_]/.test(text) && !/^(?:true|false|null)$/i.test(text))

const flowList = (text: string, line: number): YamlNode | undefined => {
  if (!text.endsWith(']')) return undefined
  const items: YamlNode[] = []
  // A comma or bracket inside quotes makes parts that are no values.
  for (const part of text.slice(1, -1).split(',')) {
    const item = plainScalar(part.trim(), FLOW_WORD, line)
    if (item === undefined) return undefined
    items.push(item)
  }
  return { kind: 'list', line, items }
}

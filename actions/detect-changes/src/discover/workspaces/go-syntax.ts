import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/** A line of go.mod or go.work, such as `require example.org/x v1.0.0`; a block is one for each of its lines. */
export type GoDirective = { readonly verb: string; readonly words: readonly string[] }

/**
 * Reads go.mod and go.work, whose grammar is the same
 * (https://go.dev/ref/mod#go-mod-file-lexical): words between white space,
 * `//` to the end of the line, blocks in ( ), strings in "" and ``. Throws
 * {@link UserError} that names file and line.
 */
export const parseGoFile = (text: string, path: string): readonly GoDirective[] => {
  const directives: GoDirective[] = []
  let block: string | undefined
  for (const [at, line] of text.split('\n').entries()) {
    const words = wordsOf(line, () => `${visible(path)}, line ${at + 1}`)
    const [verb] = words
    if (verb === undefined) continue
    if (block !== undefined && verb === ')') block = undefined
    else if (block !== undefined) directives.push({ verb: block, words })
    else if (words.at(-1) === '(') block = verb
    else directives.push({ verb, words: words.slice(1) })
  }
  if (block === undefined) return directives
  throw new UserError(
    `${visible(path)}: the block '${visible(block, 100)} (' is not closed. Add ).`,
  )
}

/** A string, a comment, a bracket on its own, or a plain word, which a comment ends. */
const WORD = /\s+|("(?:[^"\\]|\\.)*"|`[^`]*`)|(\/\/.*$)|([()])|((?:(?!\/\/)[^\s()"`])+)|(.)/gsu

const wordsOf = (line: string, place: () => string): readonly string[] => {
  const words: string[] = []
  for (const [, quoted, , bracket, plain, other] of line.matchAll(WORD)) {
    if (other !== undefined) {
      throw new UserError(`${place()}: there is a quote that is not closed. Correct it.`)
    }
    const word = bracket ?? plain ?? (quoted === undefined ? undefined : unquoted(quoted))
    if (word !== undefined) words.push(word)
  }
  return words
}

/** Paths and versions hold nothing that would need more than a plain escape. */
const unquoted = (text: string): string => {
  const inside = text.slice(1, -1)
  return text.startsWith('`') ? inside : inside.replace(/\\(.)/gsu, '$1')
}

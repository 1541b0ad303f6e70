import { type Document, LineCounter, parseDocument } from 'yaml'
import { messageOf, UserError } from './errors.ts'
import type { InputReader } from './inputs.ts'
import { visible } from './log.ts'

const MAX_CHARACTERS = 256 * 1024
/** How often aliases may be followed, weighted by what they stand for: "billion laughs" ends here. */
const MAX_ALIASES = 100

/**
 * An input that holds YAML, undefined when it is empty. The value is from
 * outside: nothing is known of its shape. Not in `inputs.ts`, because the
 * parser takes longer to load than most actions take to start.
 */
export const yaml = (from: InputReader, name: string): unknown =>
  parseYaml(from.read(name), `Input '${name}'`)

/** Reads YAML 1.2; `origin` names the text in messages. Throws {@link UserError} that names the line. */
export const parseYaml = (text: string, origin: string): unknown => {
  const { document } = yamlDocument(text, origin, 'Correct the YAML.')
  const value: unknown = guarded(origin, () => document.toJS({ maxAliasCount: MAX_ALIASES }))
  return value ?? undefined
}

/** The nodes of a YAML text. Aliases are not followed: whoever does so has to count. */
export type YamlDocument = {
  readonly document: Document
  /** The line, from 1, of an offset such as `node.range[0]`. */
  lineOf(offset: number): number
}

/**
 * Reads YAML 1.2 for those who need to know where things stand. Throws
 * {@link UserError} that names the line and ends with `advice`, a sentence.
 */
export const yamlDocument = (text: string, origin: string, advice: string): YamlDocument => {
  if (text.length > MAX_CHARACTERS) {
    throw new UserError(`${origin} has more than ${MAX_CHARACTERS} characters. Make it shorter.`)
  }
  const lineCounter = new LineCounter()
  const lineOf = (offset: number) => lineCounter.linePos(offset).line
  const document = guarded(origin, () => parseDocument(text, { lineCounter, prettyErrors: false }))
  // A warning is a tag that nobody knows: the value would not be what its author means.
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem !== undefined) {
    const line = lineOf(problem.pos[0])
    // The parser met the end of the stack, and says so in the words of the engine.
    if (problem.code === 'RESOURCE_EXHAUSTION') {
      throw new UserError(`${origin}, line ${line}: it is nested too deeply. Make it simpler.`)
    }
    const what =
      problem.code === 'MULTIPLE_DOCS' ? 'it holds more than one document' : problem.message
    throw new UserError(`${origin}, line ${line}: ${visible(what)}. ${advice}`)
  }
  return { document, lineOf }
}

/** The parser descends by recursion, and throws without a place for too many aliases. */
const guarded = <T>(origin: string, read: () => T): T => {
  try {
    return read()
  } catch (thrown) {
    const reason = thrown instanceof RangeError ? 'it is nested too deeply' : messageOf(thrown)
    throw new UserError(`${origin} cannot be read as YAML: ${visible(reason)}. Make it simpler.`)
  }
}

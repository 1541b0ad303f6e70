import { UserError } from '@ci-kit/core/errors'
import { isObject } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { type Digest, digestFault, isDigest } from '@ci-kit/oci/digest'
import { parseReference } from '@ci-kit/oci/reference'

/** Where the parts have to be: `registry` and `name` as a Repository has them. */
export type Target = { readonly registry: string; readonly name: string }

const MOST_DIGESTS = 64

/**
 * Reads the input `digests`: the parts of one image, as the jobs that built
 * them told their digests. One a line or comma: `sha256:…` or
 * `<repository>@sha256:…`; or JSON as `toJSON(needs.*.outputs)` gives it, of
 * which the members named digest count (`digest`, `digest-arm64`,
 * `amd64_digest`). Each digest once, in the order of the text. Throws
 * {@link UserError} for everything else, and for a digest that is empty:
 * leaving it out would lose a platform without a word.
 */
export const parseDigests = (text: string, target: Target): readonly Digest[] => {
  const trimmed = text.trim()
  const parts = /^[[{]/.test(trimmed) ? partsOfJson(trimmed) : partsOfLines(trimmed)
  const digests = [...new Set(parts.map((part) => digestIn(part, target)))]
  if (digests.length === 0) throw refused(text, 'it names no digest.')
  if (digests.length > MOST_DIGESTS)
    throw refused(text, `it names ${digests.length} digests, ${MOST_DIGESTS} are read.`)
  return digests
}

const partsOfLines = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((part) => part.trim())
    .filter((part) => part !== '')

const partsOfJson = (text: string): readonly string[] => {
  try {
    const parts = partsOf(JSON.parse(text), 0)
    refuseTwins(parts.filter(({ value }) => value !== ''))
    return parts.map(({ value }) => value)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw refused(text, 'it starts like JSON and is none.')
    throw thrown
  }
}

/** needs → job → outputs → digest; deeper is nothing that a workflow hands on. */
const DEEPEST = 6

type Part = { readonly name: string; readonly value: string }

/** Jobs that forgot their platforms have built one image twice: it would be merged to less than was asked for. */
const refuseTwins = (parts: readonly Part[]): void => {
  for (const { name, value } of parts) {
    const twin = parts.find((other) => other.value === value && other.name !== name)
    if (twin !== undefined)
      throw new UserError(
        `The input 'digests' holds one digest as '${visible(name, 80)}' and as '${visible(twin.name, 80)}': ${visible(value, 80)}. Give each of the jobs its own 'platforms'.`,
      )
  }
}

const partsOf = (value: unknown, depth: number): readonly Part[] => {
  if (depth > DEEPEST) return []
  if (Array.isArray(value))
    return value.flatMap((entry: unknown) => {
      const text = textIn(entry)
      return text === undefined ? partsOf(entry, depth + 1) : { name: '', value: text }
    })
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, member]) => {
    const text = textIn(member)
    if (text === undefined) return partsOf(member, depth + 1)
    return isDigestName(name) ? { name, value: text } : []
  })
}

/** An output that a job does not hand on is null in an expression, and as empty as one that is ''. */
const textIn = (value: unknown): string | undefined => {
  if (value === null) return ''
  return typeof value === 'string' ? value : undefined
}

/** `imageid` and `containerimage.config.digest` are digests too, but of no manifest. */
const isDigestName = (name: string): boolean =>
  /(^|[-_.])digest($|[-_.])/i.test(name) && !/config/i.test(name)

const digestIn = (part: string, target: Target): Digest => {
  if (isDigest(part)) return part
  if (part === '')
    throw new UserError(
      "The input 'digests' holds an empty digest. A job that it is taken from has not built its part, or does not hand on its output: name it under the job's 'outputs'.",
    )
  if (!part.includes('@')) throw refused(part, digestFault(part))
  const { registry, repository, digest } = reference(part)
  const own = `${target.registry}/${target.name}`
  if (`${registry}/${repository}` !== own)
    throw refused(part, `the image is ${own}, and its parts have to be there too. Push them there.`)
  if (digest === undefined) throw refused(part, 'it names no digest.')
  return digest
}

const reference = (part: string) => {
  try {
    return parseReference(part)
  } catch (thrown) {
    if (thrown instanceof UserError) throw new UserError(`The input 'digests': ${thrown.message}`)
    throw thrown
  }
}

const refused = (value: string, fault: string): UserError =>
  new UserError(
    `The input 'digests' cannot be read at "${visible(value, 160)}": ${fault} Write one sha256:… a line, or toJSON(needs.*.outputs).`,
  )

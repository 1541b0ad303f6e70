import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/** Who needs more wants a pattern that nobody can read. */
const MOST_WILDCARDS = 4

/** Longer than any name of a certificate that people read. */
const LONGEST_NAME = 2_048

/**
 * Whether a certificate's name is the one that a text stands for. The text is
 * compared whole; in it, `*` stands for any characters but `/` and `@`, and
 * `**` for any characters. Text without a star is compared exactly. Throws
 * {@link UserError} like {@link checkedIdentity}.
 */
export const identityMatcher = (text: string): ((name: string) => boolean) =>
  wholeMatcher(checkedIdentity(text))

/** The same for texts that name nobody, such as refs: whatever they leave open. */
export const wholeMatcher = (text: string): ((name: string) => boolean) => {
  const [beginning = '', ...rest] = text.split(/(\*+)/)
  const steps = stepsOf(rest)
  if (steps.length === 0) return (name) => name === text
  return (name) => {
    if (name.length > LONGEST_NAME || !name.startsWith(beginning)) return false
    const start: Ends = new Set([beginning.length])
    return steps.reduce((ends, step) => endsAfter(step, ends, name), start).has(name.length)
  }
}

/** A wildcard, and the text up to the next one. */
type Step = { readonly wildcard: string; readonly literal: string }

/** Where in a name what was compared so far may end. */
type Ends = ReadonlySet<number>

/** Wildcards and the texts behind them take turns. */
const stepsOf = (parts: readonly string[]): readonly Step[] =>
  parts.flatMap((wildcard, at) =>
    at % 2 === 0 ? [{ wildcard, literal: parts[at + 1] ?? '' }] : [],
  )

/**
 * All ends at once: a regular expression would try them one after the other,
 * for hours with a name that was made for it.
 */
const endsAfter = ({ wildcard, literal }: Step, starts: Ends, name: string): Ends => {
  const ends = new Set<number>()
  let reached = false
  for (let at = 0; at <= name.length; at += 1) {
    const passes = at > 0 && (wildcard === '**' || !'/@'.includes(name.charAt(at - 1)))
    reached = starts.has(at) || (reached && passes)
    if (reached && name.startsWith(literal, at)) ends.add(at + literal.length)
  }
  return ends
}

/**
 * The text, when it names somebody. Throws {@link UserError} for an empty one,
 * for too many wildcards, and for a pattern that leaves the host (of an
 * address) or the domain (of a mail address) open: such a pattern lets
 * everybody sign.
 */
export const checkedIdentity = (text: string): string => {
  const fault = identityFault(text)
  if (fault === undefined) return text
  throw new UserError(`"${visible(text, 300)}" does not say who has to have signed: ${fault}`)
}

const identityFault = (text: string): string | undefined => {
  if (text === '')
    return 'it is empty. Write the name in the certificate, such as https://github.com/org/repository/.github/workflows/release.yml@refs/heads/main.'
  if (/\*{3,}/.test(text)) return 'three stars mean nothing. Write * or **.'
  const wildcards: readonly string[] = text.match(/\*+/g) ?? []
  if (wildcards.length > MOST_WILDCARDS)
    return `it has ${wildcards.length} wildcards, ${MOST_WILDCARDS} are allowed.`
  if (wildcards.length === 0) return undefined
  const beginning = text.slice(0, text.indexOf('*'))
  const ownerIsNamed = /^https?:\/\/[^/]+\/[^/]+\//.test(beginning)
  // A branch may be called `x@example.com`: ** would reach into the address of a workflow of anybody's.
  const domainIsNamed = /^[^/]*@[^*/@]+$/.test(text) && !wildcards.includes('**')
  return ownerIsNamed || domainIsNamed
    ? undefined
    : 'a wildcard may only come after the host and the first part of the path (https://github.com/org/…), or, as a single star, in front of the @ of a mail address; otherwise anybody could sign.'
}

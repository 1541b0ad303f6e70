import { UserError } from '@ci-kit/core/errors'
import { isObject } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'

/** Where a policy stands, for messages and for what it may leave out. */
export type PolicyPlace = {
  /** How messages call the whole: `policy`, `verify`, `The inputs`. */
  readonly document: string
  /** How messages call a member: `policy: signer-workflow`, `Input 'signer-workflow'`. */
  named(member: string): string
  /** In front of `org/repository`; `https://github.com` when left out. */
  readonly serverUrl?: string
}

/** A policy's members as they are written, by their names. */
export type PolicyMembers = {
  readonly place: PolicyPlace
  readonly has: (member: string) => boolean
  /** A text, `undefined` when the member is left out. */
  readonly text: (member: string) => string | undefined
  /** One text or a list of them; empty when the member is left out. */
  readonly texts: (member: string) => readonly string[]
  readonly flag: (member: string, usual: boolean) => boolean
  readonly choice: <T extends string>(member: string, known: readonly T[], usual: T) => T
  /** The error of a member: what is wrong with it, and what to do, as sentences. */
  readonly fault: (member: string, what: string) => UserError
}

const MOST_ENTRIES = 20
const LONGEST_TEXT = 2_048

/** Throws {@link UserError} for what is no object, and for members that are not known. */
export const membersOf = (
  document: unknown,
  place: PolicyPlace,
  known: readonly string[],
): PolicyMembers => {
  if (!isObject(document))
    throw new UserError(
      `${place.document}: it is ${kindOf(document)}, expected members such as "signer-workflow: org/app/.github/workflows/release.yml@refs/heads/main".`,
    )
  const foreign = Object.keys(document).find((name) => !known.includes(name))
  if (foreign !== undefined)
    throw new UserError(
      `${place.document}: "${visible(foreign, 60)}" is not known. Use ${known.join(', ')}.`,
    )
  return readersOf(place, (member) =>
    Object.hasOwn(document, member) ? document[member] : undefined,
  )
}

type Source = { readonly of: (member: string) => unknown; readonly fault: PolicyMembers['fault'] }

const readersOf = (place: PolicyPlace, of: Source['of']): PolicyMembers => {
  const fault = (member: string, what: string) => new UserError(`${place.named(member)}: ${what}`)
  const source: Source = { of, fault }
  return {
    place,
    fault,
    has: (member) => of(member) !== undefined,
    text: (member) => textOf(source, member),
    texts: (member) => textsOf(source, member),
    flag: (member, usual) => flagOf(source, member, usual),
    choice: (member, known, usual) => {
      const value = textOf(source, member) ?? usual
      const chosen = known.find((one) => one === value)
      if (chosen !== undefined) return chosen
      throw fault(member, `${said(value)} is not known. Use ${known.join(', ')}.`)
    },
  }
}

const textOf = ({ of, fault }: Source, member: string): string | undefined => {
  const value = of(member)
  return value === undefined ? undefined : checked(fault, member, value)
}

const textsOf = ({ of, fault }: Source, member: string): readonly string[] => {
  const value = of(member)
  if (value === undefined) return []
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (entries.length === 0)
    throw fault(member, 'the list is empty. Write an entry, or leave it out.')
  if (entries.length > MOST_ENTRIES)
    throw fault(member, `it has ${entries.length} entries, ${MOST_ENTRIES} are allowed.`)
  return [...new Set(entries.map((entry) => checked(fault, member, entry)))]
}

const flagOf = ({ of, fault }: Source, member: string, usual: boolean): boolean => {
  const value = of(member)
  if (value === undefined) return usual
  // Inputs of actions are texts.
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw fault(member, `${said(value)} is neither true nor false. Write one of them.`)
}

const checked = (fault: PolicyMembers['fault'], member: string, value: unknown): string => {
  if (typeof value !== 'string')
    throw fault(member, `it is ${kindOf(value)}, expected a text. Put it in quotes if it is one.`)
  if (value.trim() === '') throw fault(member, 'it is empty. Write a value, or leave it out.')
  if (value.length <= LONGEST_TEXT && !/\p{Cc}|^\s|\s$/u.test(value)) return value
  throw fault(
    member,
    `"${visible(value, 100)}" has white space around it, more than one line, or too much text. Write one value.`,
  )
}

const said = (value: unknown): string =>
  typeof value === 'string' ? `"${visible(value, 100)}"` : kindOf(value)

const kindOf = (value: unknown): string => {
  if (value === undefined || value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  return `the ${typeof value} ${visible(String(value), 60)}`
}

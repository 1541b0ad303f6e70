import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/** Where a value stands: which component, which member of it, and what holds it. */
export type Place = {
  /** For messages: `Input 'matrix'`, `Components file .github/components.yml`. */
  readonly origin: string
  readonly component: string
  /** The way from the component to the value, such as `image`, `platforms`. */
  readonly members: readonly string[]
  /** The line, from 1, of the member at such a way; undefined where nobody knows lines. */
  readonly lineOf: (members: readonly string[]) => number | undefined
}

export const below = (place: Place, member: string): Place => ({
  ...place,
  members: [...place.members, member],
})

/** Where a value stands in its origin: `line 3, component 'api', 'image.file'`. */
export const whereIs = ({ component, members, lineOf }: Place): string => {
  const line = lineOf(members)
  const at = line === undefined ? '' : `line ${line}, `
  const member = members.length === 0 ? '' : `, '${visible(members.join('.'), 200)}'`
  return `${at}component '${visible(component, 100)}'${member}`
}

/** An error that says where it is; `what` begins in lower case and has no full stop at its end. */
export const problemAt = (place: Place, what: string): UserError =>
  new UserError(`${place.origin}, ${whereIs(place)}: ${what}.`)

import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/** Where in the filters something stands; `origin` names the text, such as `Input 'filters'`. */
export type Place = { readonly origin: string; readonly filter: string; readonly line: number }

/** An error that says where in the filters it is; `what` begins in lower case and has no full stop. */
export const problemAt = ({ origin, filter, line }: Place, what: string): UserError =>
  new UserError(`${origin}, line ${line}, filter '${visible(filter)}': ${what}.`)

/** Adds the place to what `read` finds wrong. */
export const located = <T>(place: Place, subject: string, read: () => T): T => {
  try {
    return read()
  } catch (thrown) {
    if (thrown instanceof UserError) throw problemAt(place, `${subject}${thrown.message}`)
    throw thrown
  }
}

import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

const MOST_SERVICES = 20
/** Name of a service, or its ARN. From the reference of CreateService. */
const SERVICE = /^(?:[A-Za-z0-9_-]{1,255}|arn:aws[\w-]*:ecs:[\w-]+:\d{12}:service\/[\w/-]{1,512})$/

/** Checks what input `service` names. Throws a {@link UserError} for none, too many, or no names. */
export const services = (names: readonly string[]): readonly string[] => {
  if (names.length === 0) {
    throw new UserError("Input 'service' is not set. Add 'service: …' under 'with:'.")
  }
  const unfit = names.find((name) => !SERVICE.test(name))
  if (unfit !== undefined) {
    throw new UserError(
      `Input 'service' has '${visible(unfit, 100)}'. Use names of services (letters, digits, - and _) or their ARNs.`,
    )
  }
  const different = [...new Set(names)]
  if (different.length <= MOST_SERVICES) return different
  throw new UserError(
    `Input 'service' names ${different.length} services, ${MOST_SERVICES} are allowed. Roll back in several steps.`,
  )
}

import { UserError } from '@ci-kit/core/errors'

/** One service of a signing config. The times are inclusive; without an end it is valid until further notice. */
export type Service = {
  readonly url: URL
  /** Major version of its API. */
  readonly version: number
  readonly start: Date
  readonly end: Date | undefined
  /** Who runs it; of several services of one operator one is used. */
  readonly operator: string
}

export type Selector =
  | { readonly kind: 'ANY' | 'ALL' }
  | { readonly kind: 'EXACT'; readonly count: number }

export type Selection = {
  /** For messages: `tsaUrls`. */
  readonly member: string
  readonly services: readonly Service[]
  /** That are spoken here, the preferred one first. */
  readonly versions: readonly number[]
  readonly selector: Selector
  readonly now: Date
}

/**
 * Chooses as sigstore's clients have to (sigstore/protobuf-specs, message
 * Service): the highest version that has a valid service, the newest service
 * of each operator, and as many as the selector says. Answers nothing only
 * where nothing is listed; throws `UserError` where what is listed does not do.
 */
export const selectServices = (selection: Selection): readonly Service[] => {
  const { member, services, versions, selector, now } = selection
  if (services.length === 0 && selector.kind !== 'EXACT') return []
  const valid = services.filter((service) => isValid(service, now))
  const version = versions.find((each) => valid.some((service) => service.version === each))
  const usable = newestOfEach(valid.filter((service) => service.version === version))
  if (usable.length === 0 && selector.kind !== 'EXACT') throw noneFits(selection)
  const wanted = { ANY: 1, ALL: usable.length }
  const count = selector.kind === 'EXACT' ? selector.count : wanted[selector.kind]
  if (usable.length >= count) return usable.slice(0, count)
  throw new UserError(
    `sigstore: the signing config asks for ${count} services of ${member}, and ${usable.length} of different operators are valid now. Renew the signing config, or lower the count.`,
  )
}

const isValid = ({ start, end }: Service, now: Date): boolean =>
  start <= now && (end === undefined || now <= end)

/** The newest of each operator, the newest of all first; of equals the one that is listed first. */
const newestOfEach = (services: readonly Service[]): readonly Service[] => {
  const sorted = services.toSorted((a, b) => b.start.getTime() - a.start.getTime())
  const first = new Map<string, Service>()
  for (const service of sorted)
    if (!first.has(service.operator)) first.set(service.operator, service)
  return [...first.values()]
}

const noneFits = ({ member, services, versions, now }: Selection): UserError => {
  const known = versions.toSorted((a, b) => a - b).join(' and ')
  const listed = services.map(({ url, version, start, end }) => {
    const until = end === undefined ? '' : ` to ${end.toISOString()}`
    return `${url.host} (version ${version}, valid from ${start.toISOString()}${until})`
  })
  return new UserError(
    `sigstore: no service of ${member} in the signing config is valid now (${now.toISOString()}) and of version ${known}: ${listed.slice(0, 5).join(', ')}. Renew the signing config, and check the clock.`,
  )
}

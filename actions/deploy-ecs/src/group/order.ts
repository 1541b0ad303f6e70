import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/** A service of a step, and the services of the step that have to succeed first. */
export type OrderedService = { readonly service: string; readonly needs: readonly string[] }

/**
 * The services in waves: those of a wave need only services of earlier ones.
 * Within a wave they keep the order they were written in. Throws
 * {@link UserError} for a name twice, an unknown name and a cycle, which it shows.
 */
export const wavesOf = (
  services: readonly OrderedService[],
): readonly (readonly OrderedService[])[] => {
  refuseTwice(services)
  refuseUnknown(services)
  const waves: (readonly OrderedService[])[] = []
  const placed = new Set<string>()
  while (placed.size < services.length) {
    const wave = services.filter(
      ({ service, needs }) => !placed.has(service) && needs.every((need) => placed.has(need)),
    )
    if (wave.length === 0) throw cycle(services.filter(({ service }) => !placed.has(service)))
    for (const { service } of wave) placed.add(service)
    waves.push(wave)
  }
  return waves
}

const shown = (name: string): string => visible(name, 200)

const refuseTwice = (services: readonly OrderedService[]): void => {
  const names = services.map(({ service }) => service)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice === undefined) return
  throw new UserError(
    `Service '${shown(twice)}' is given twice. A service is deployed once in a step: leave one of them out.`,
  )
}

const refuseUnknown = (services: readonly OrderedService[]): void => {
  const names = new Set(services.map(({ service }) => service))
  for (const { service, needs } of services) {
    const unknown = needs.find((need) => !names.has(need))
    if (unknown === undefined) continue
    throw new UserError(
      `Service '${shown(service)}' needs '${shown(unknown)}', which this step does not deploy. Name one of ${[...names].map((name) => `'${shown(name)}'`).join(', ')}, or leave it out.`,
    )
  }
}

/** Each of those that are left needs another one of them, so that a walk comes round. */
const cycle = (left: readonly OrderedService[]): UserError => {
  const walk: string[] = []
  let at = left[0]
  while (at !== undefined && !walk.includes(at.service)) {
    walk.push(at.service)
    const { needs } = at
    at = left.find(({ service }) => needs.includes(service))
  }
  const first = at?.service ?? ''
  const round = [...walk.slice(walk.indexOf(first)), first].map((name) => `'${shown(name)}'`)
  return new UserError(
    `The services need each other in a circle: ${round.join(' needs ')}. Take one of these needs away.`,
  )
}

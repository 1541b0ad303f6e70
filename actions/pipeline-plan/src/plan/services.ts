import { UserError } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { Selected } from '../selected.ts'

/** What is deployed, by service on ECS. */
export type Services = { readonly [service: string]: Json }

/** The services of the components that have an image in this run; throws {@link UserError} for two on one service. */
export const servicesOf = (selected: readonly Selected[], built: ReadonlySet<string>): Services => {
  const services = new Map<string, Json & { readonly component: string }>()
  for (const { component, settings } of selected) {
    const { deployment } = settings
    if (deployment === undefined || !built.has(component)) continue
    const { service, container = component, members } = deployment
    const other = services.get(service)
    if (other !== undefined) {
      throw new UserError(
        `The components '${other.component}' and '${component}' are both deployed to service '${visible(service, 100)}', and one run deploys a service once. Let them be one component, or remove one 'deploy'.`,
      )
    }
    services.set(service, { ...members, component, container })
  }
  return Object.fromEntries(services)
}

/**
 * The same for a plan, as deploy-ecs takes them: images of a pull request are
 * not pushed, so those stand that the task definitions name.
 */
export const servicesWithoutImages = (services: Services): Services =>
  Object.fromEntries(
    Object.entries(services).map(([service, { component, container, needs, ...members }]) => {
      const known = [needs].flat().filter((need) => Object.hasOwn(services, String(need)))
      return [service, { ...members, ...(known.length > 0 && { needs: known }) }]
    }),
  )

import { UserError } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { PlannedService } from './planned-services.ts'

/**
 * The services as input `services` of deploy-ecs has them: by name, with the
 * image of this run. What a service needs and this run does not deploy is left
 * out, because deploy-ecs refuses it. Throws {@link UserError} for a component
 * without an image.
 */
export const deployServices = (
  services: readonly PlannedService[],
  images: Readonly<Record<string, string>>,
): Json => {
  const deployed = new Set(services.map(({ name }) => name))
  return Object.fromEntries(
    services.map((service) => {
      const { name, component, container, settings } = service
      const image = Object.hasOwn(images, component) ? images[component] : undefined
      if (image === undefined) throw withoutImage(service)
      const needs = service.needs.filter((other) => deployed.has(other))
      const entry = {
        images: { ...service.images, [container]: image },
        ...settings,
        ...(needs.length > 0 && { needs }),
      }
      return [name, entry]
    }),
  )
}

const withoutImage = ({ name, component }: PlannedService): UserError =>
  new UserError(
    `Input 'services' deploys component '${visible(component, 100)}' to '${visible(name, 100)}', and 'expected' does not name that component. Use both outputs of the same pipeline-plan.`,
  )

import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json, jsonIn, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'

/** A service to deploy, of which the image is not known yet. */
export type PlannedService = {
  readonly name: string
  readonly component: string
  /** The container that gets the image. */
  readonly container: string
  /** Services that have to be deployed before, whether or not this run deploys them. */
  readonly needs: readonly string[]
  /** Images of its other containers, by container. */
  readonly images: Json
  /** Settings for deploy-ecs, which reads them. */
  readonly settings: Json
}

const LONGEST = 256 * 1024
const ADVICE = "Use output 'services' of pipeline-plan."

/** Reads input `services`, undefined when it is empty or has none. Throws {@link UserError}. */
export const plannedServicesIn = (text: string): readonly PlannedService[] | undefined => {
  if (text === '') return undefined
  if (text.length > LONGEST)
    throw new UserError(`Input 'services' has more than ${LONGEST} characters. ${ADVICE}`)
  const value = jsonIn(text)
  if (!isObject(value)) throw new UserError(`Input 'services' is no JSON object. ${ADVICE}`)
  const services = Object.entries(value).map(([name, entry]) => serviceOf(name, entry))
  return services.length === 0 ? undefined : services
}

const serviceOf = (name: string, entry: unknown): PlannedService => {
  const fault = (what: string) =>
    new UserError(`Input 'services', '${visible(name, 100)}': ${what}. ${ADVICE}`)
  if (!isObject(entry)) throw fault('it is no object')
  const { component: _component, container: _container, needs, images = {}, ...settings } = entry
  const component = stringAt(entry, 'component')
  const container = stringAt(entry, 'container')
  if (component === undefined || container === undefined)
    throw fault("it does not name its 'component' and 'container'")
  if (!isObject(images)) throw fault("'images' is no map from container to image")
  return { name, component, container, needs: namesIn(needs, fault), images, settings }
}

/** As deploy-ecs reads it: one name or a list. */
const namesIn = (needs: unknown, fault: (what: string) => UserError): readonly string[] => {
  const names: unknown[] = [needs ?? []].flat()
  return names.map((name) => {
    if (typeof name === 'string') return name
    throw fault("'needs' has something else than names")
  })
}

import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { below, type Place, problemAt } from '../place.ts'
import { checkMembers, given, lineIn, linesIn, mapIn } from '../values.ts'
import { referenceIn } from './container.ts'
import { option } from './docker-options.ts'
import { healthOptions } from './health.ts'

/** What the runner needs of one: its image, and all the rest as options of `docker create`. */
export type ServiceContainer = { readonly image: string; readonly options: string }

const MEMBERS = ['image', 'env', 'ports', 'volumes', 'options', 'health']

/** A workflow cannot have as many as it is told, so it has this many that may stay empty. */
const MOST = 5

/** It is the host name of the container. */
const NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,62}$/

/** Reads member `services`. Each one has a health check: GitHub waits for no other. */
export const serviceContainersIn = (value: unknown, place: Place): readonly ServiceContainer[] => {
  const services = Object.entries(mapIn(value, place, "'postgres: { image: postgres:18 }'"))
  if (services.length > MOST) {
    throw problemAt(place, `there are ${services.length} of them. Use at most ${MOST}`)
  }
  return services.map(([name, service]) => {
    const at = below(place, name)
    if (NAME.test(name)) return serviceIn(name, service, at)
    throw problemAt(
      at,
      `'${visible(name, 100)}' cannot be the name of a service. Use letters, digits, _ and -, with a letter first`,
    )
  })
}

const serviceIn = (name: string, value: unknown, place: Place): ServiceContainer => {
  const service: Json =
    typeof value === 'string' ? { image: value } : mapIn(value, place, "'{ image: redis:8 }'")
  checkMembers(service, MEMBERS, place)
  const named = given(service, 'image')
  if (named === undefined) {
    throw problemAt(place, "it has no image. Add one, as in 'image: postgres:18'")
  }
  const at = below(place, 'image')
  const image = lineIn(named, at)
  const own = given(service, 'options')
  const options = own === undefined ? '' : lineIn(own, below(place, 'options'))
  const health = { reference: referenceIn(image, at), health: given(service, 'health'), options }
  const parts = [
    option('--network-alias', name),
    ...variables(service, place),
    ...published(service, place),
    ...mounted(service, place),
    healthOptions(health, place),
  ]
  return { image, options: parts.filter((part) => part !== '').join(' ') }
}

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

const variables = (service: Json, place: Place): readonly string[] => {
  const at = below(place, 'env')
  const env = given(service, 'env')
  if (env === undefined) return []
  return Object.entries(mapIn(env, at, "'POSTGRES_PASSWORD: test'")).map(([name, value]) => {
    const here = below(at, name)
    if (!VARIABLE.test(name)) {
      throw problemAt(here, `'${visible(name, 100)}' cannot be the name of a variable`)
    }
    return option('--env', `${name}=${value === null ? '' : lineIn(value, here)}`)
  })
}

/** `8080`, `5432:5432` or `6379/udp`. */
const PORT = /^\d{1,5}(?::\d{1,5})?(?:\/(?:tcp|udp))?$/

const published = (service: Json, place: Place): readonly string[] => {
  const at = below(place, 'ports')
  const ports = given(service, 'ports')
  if (ports === undefined) return []
  return linesIn(ports, at).map((port) => {
    if (PORT.test(port)) return option('--publish', port)
    throw problemAt(at, `'${visible(port, 100)}' is no port. Write it as in 5432:5432`)
  })
}

const mounted = (service: Json, place: Place): readonly string[] => {
  const volumes = given(service, 'volumes')
  if (volumes === undefined) return []
  return linesIn(volumes, below(place, 'volumes')).map((volume) => option('--volume', volume))
}

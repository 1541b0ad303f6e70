import type { ImageReference } from '@ci-kit/oci/reference'
import { below, type Place, problemAt } from '../place.ts'
import { lineIn } from '../values.ts'
import { option } from './docker-options.ts'

/** What a service container says of its health. */
export type HealthWanted = {
  readonly reference: ImageReference
  /** Member `health`: a command, or false for an image with a check of its own. */
  readonly health: unknown
  /** Member `options`, '' for none. */
  readonly options: string
}

/**
 * The options for `docker create` with a health check. The runner waits only
 * for containers that have one (ContainerOperationProvider.cs, Healthcheck).
 */
export const healthOptions = (wanted: HealthWanted, place: Place): string => {
  const { reference, health, options } = wanted
  const hasOwn = /(?:^|\s)["']?--health-cmd(?:[\s=]|$)/.test(options)
  if (health === false) return options
  if (health !== undefined) {
    const at = below(place, 'health')
    if (hasOwn) throw problemAt(at, "'options' holds --health-cmd already. Remove one of them")
    return joined(options, checkedBy(lineIn(health, at)))
  }
  if (hasOwn) return options
  const usual = usualCheck(reference)
  if (usual !== undefined) return joined(options, checkedBy(usual))
  throw problemAt(
    place,
    "it has no health check, so nobody would wait until it is ready. Add 'health: <command that succeeds in the container when it is ready>', or 'health: false' where the image brings its own check",
  )
}

const joined = (...parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join(' ')

const checkedBy = (command: string): string =>
  `${option('--health-cmd', command)} --health-interval 2s --health-timeout 5s --health-retries 30`

/** Where copies of Docker's official images are. */
const OFFICIAL = ['docker.io/library/', 'public.ecr.aws/docker/library/', 'mirror.gcr.io/library/']

/**
 * Commands that the image itself carries. Databases are asked over TCP, which
 * they do not serve yet while they set themselves up.
 */
const USUAL_CHECKS: ReadonlyMap<string, string> = new Map([
  ['postgres', 'pg_isready --host=127.0.0.1'],
  ['mysql', 'mysqladmin ping --host=127.0.0.1'],
  ['mariadb', 'mariadb-admin ping --host=127.0.0.1'],
  ['redis', 'redis-cli ping'],
  ['mongo', `mongosh --quiet --eval "db.adminCommand('ping').ok"`],
  ['rabbitmq', 'rabbitmq-diagnostics --quiet check_port_connectivity'],
])

const VALKEY = ['docker.io/valkey/valkey', 'mirror.gcr.io/valkey/valkey']

const usualCheck = ({ registry, repository }: ImageReference): string | undefined => {
  const name = `${registry}/${repository}`
  if (VALKEY.includes(name)) return 'valkey-cli ping'
  const prefix = OFFICIAL.find((one) => name.startsWith(one))
  return prefix === undefined ? undefined : USUAL_CHECKS.get(name.slice(prefix.length))
}

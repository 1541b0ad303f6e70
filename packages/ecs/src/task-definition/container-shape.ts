import type { Json } from '@ci-kit/core/json'
import { DOCKER_HUB } from '@ci-kit/oci/reference'
import { referenceIn } from './pinned-image.ts'
import type { ListShape, Shape } from './shape.ts'

const OPAQUE: Shape = {}

/** From the documentation of HealthCheck: seconds, seconds, times; 0 seconds is off. */
const HEALTH_CHECK: Shape = { defaults: { interval: 30, timeout: 5, retries: 3, startPeriod: 0 } }

const LOG_CONFIGURATION: Shape = {
  emptyIsAbsent: ['options'],
  lists: { secretOptions: { of: OPAQUE, by: 'name' } },
}

const LINUX_PARAMETERS: Shape = {
  emptyIsAbsent: ['devices', 'tmpfs'],
  objects: { capabilities: { emptyIsAbsent: ['add', 'drop'] } },
}

const EMPTY_IS_ABSENT = [
  'command',
  'credentialSpecs',
  'dependsOn',
  'dnsSearchDomains',
  'dnsServers',
  'dockerLabels',
  'dockerSecurityOptions',
  'entryPoint',
  'environmentFiles',
  'extraHosts',
  'links',
  'resourceRequirements',
  'systemControls',
  'ulimits',
]

/** Containers by name. `networkMode` decides what the port of the host is where none is written. */
export const containersShape = (networkMode: unknown): ListShape => ({
  by: 'name',
  of: {
    // What DescribeTaskDefinition answers where nothing was registered.
    defaults: { essential: true, cpu: 0 },
    emptyIsAbsent: EMPTY_IS_ABSENT,
    objects: {
      healthCheck: HEALTH_CHECK,
      logConfiguration: LOG_CONFIGURATION,
      linuxParameters: LINUX_PARAMETERS,
      restartPolicy: { emptyIsAbsent: ['ignoredExitCodes'] },
    },
    lists: {
      environment: { of: OPAQUE, by: 'name' },
      secrets: { of: OPAQUE, by: 'name' },
      mountPoints: { of: { defaults: { readOnly: false } }, by: 'containerPath' },
      volumesFrom: { of: { defaults: { readOnly: false } } },
      portMappings: { of: portShape(networkMode) },
    },
    rewrite: withImage,
  },
})

/**
 * With awsvpc and host the port of the host is that of the container, and
 * nothing else; with bridge 0 stands for any (documentation of PortMapping).
 */
const portShape = (networkMode: unknown): Shape => ({
  defaults: { protocol: 'tcp' },
  rewrite: (port) => {
    const { hostPort, ...others } = port
    const isShared = networkMode === 'awsvpc' || networkMode === 'host'
    const isImplied = isShared ? hostPort === port.containerPort : hostPort === 0
    return isImplied ? others : port
  },
})

/** A tag beside a digest says nothing, and Docker Hub need not be named. */
const withImage = (container: Json): Json => {
  const { image } = container
  const reference = typeof image === 'string' ? referenceIn(image) : undefined
  if (reference?.digest === undefined) return container
  const { registry, repository, digest } = reference
  const isShort = registry === DOCKER_HUB && repository.startsWith('library/')
  const name = isShort ? repository.slice('library/'.length) : repository
  const named = registry === DOCKER_HUB ? name : `${registry}/${name}`
  return { ...container, image: `${named}@${digest}` }
}

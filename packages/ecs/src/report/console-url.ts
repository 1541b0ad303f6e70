/** Hosts of the consoles of AWS by partition. Of others nobody has published one. */
const CONSOLES: ReadonlyMap<string, string> = new Map([
  ['aws', 'console.aws.amazon.com'],
  ['aws-cn', 'console.amazonaws.cn'],
  ['aws-us-gov', 'console.amazonaws-us-gov.com'],
])

/** Address of a service in ECS's console by its ARN; undefined for a partition without a known console. */
export const serviceConsoleUrl = (serviceArn: string): string | undefined => {
  const place = placeOf(serviceArn, 'service')
  return place && consoleUrl(place, `services/${part(place.name)}/health`)
}

/** Address of the list of deployments of a service by the service's ARN. */
export const deploymentsConsoleUrl = (serviceArn: string): string | undefined => {
  const place = placeOf(serviceArn, 'service')
  return place && consoleUrl(place, `services/${part(place.name)}/deployments`)
}

/** Address of a task by its ARN. */
export const taskConsoleUrl = (taskArn: string): string | undefined => {
  const place = placeOf(taskArn, 'task')
  return place && consoleUrl(place, `tasks/${part(place.name)}/configuration`)
}

type Place = {
  readonly host: string
  readonly region: string
  readonly cluster: string
  readonly name: string
}

/** `arn:partition:ecs:region:account:kind/cluster/name`. */
const ARN = /^arn:([a-z-]+):ecs:([a-z]{2}[a-z0-9-]{3,30}):\d{12}:([a-z-]+)\/([^/]+)\/([^/]+)$/

const placeOf = (arn: string, kind: string): Place | undefined => {
  const [, partition = '', region = '', found, cluster = '', name = ''] = ARN.exec(arn) ?? []
  const host = CONSOLES.get(partition)
  return host === undefined || found !== kind ? undefined : { host, region, cluster, name }
}

const consoleUrl = ({ host, region, cluster }: Place, path: string): string =>
  `https://${region}.${host}/ecs/v2/clusters/${part(cluster)}/${path}?region=${region}`

const part = (text: string): string => encodeURIComponent(text)

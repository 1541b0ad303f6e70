import type { LedgerEntry, ReleaseContent } from '@ci-kit/ecs/ledger/ledger'
import type { Service } from '@ci-kit/ecs/model/service'
import type {
  ServiceDeployment,
  ServiceDeploymentBrief,
  ServiceDeploymentStatus,
} from '@ci-kit/ecs/model/service-deployment'
import type { ServiceRevision } from '@ci-kit/ecs/model/service-revision'
import { contentOf, type History, historyOf } from '../choose/history.ts'
import type { Ports } from '../ports.ts'

/** All that is read of a service before anything is chosen. */
export type KnownService = {
  readonly service: Service
  readonly deployments: readonly ServiceDeploymentBrief[]
  readonly revisions: readonly ServiceRevision[]
  readonly entries: readonly LedgerEntry[]
  readonly history: History
  /** The deployment that goes on, undefined when none does. */
  readonly active: ServiceDeployment | undefined
  /** What the service is set to. */
  readonly current: ReleaseContent
}

/** One page each; a page of revisions has 20. */
const MOST_DEPLOYMENTS = 50
const MOST_REVISIONS = 20
const MOST_ENTRIES = 30

const ENDED: readonly (ServiceDeploymentStatus | 'UNKNOWN')[] = [
  'SUCCESSFUL',
  'STOPPED',
  'ROLLBACK_SUCCESSFUL',
  'ROLLBACK_FAILED',
]

/** Reads history, revisions and records of a service, side by side where it can. */
export const knownService = async (
  service: Service,
  environment: string,
  { ecs, ledger }: Pick<Ports, 'ecs' | 'ledger'>,
): Promise<KnownService> => {
  const [deployments, entries] = await Promise.all([
    ecs.deployments.list(service.arn, { most: MOST_DEPLOYMENTS }),
    ledger?.entries(service.arn, environment, MOST_ENTRIES) ?? [],
  ])
  const going = deployments.find(({ status }) => !ENDED.includes(status))
  const [revisions, active] = await Promise.all([
    revisionsOf(deployments, ecs),
    going && activeDeployment(going.arn, ecs),
  ])
  const sources = (active?.sources ?? []).map(({ arn }) => arn)
  const missing = sources.filter((arn) => !revisions.some((revision) => revision.arn === arn))
  const more = missing.length === 0 ? [] : (await ecs.deployments.revisions(missing)).found
  const all = [...revisions, ...more]
  const history = historyOf({ deployments, revisions: all, entries })
  const current = contentNow(service.taskDefinition, all, history, entries)
  return { service, deployments, revisions: all, entries, history, active, current }
}

const revisionsOf = async (
  deployments: readonly ServiceDeploymentBrief[],
  { deployments: api }: Ports['ecs'],
): Promise<readonly ServiceRevision[]> => {
  const wanted = deployments
    .filter(({ status }) => status === 'SUCCESSFUL' || !ENDED.includes(status))
    .flatMap(({ targetServiceRevision }) => targetServiceRevision ?? [])
  const arns = [...new Set(wanted)].slice(0, MOST_REVISIONS)
  return arns.length === 0 ? [] : (await api.revisions(arns)).found
}

const activeDeployment = async (
  arn: string,
  { deployments }: Ports['ecs'],
): Promise<ServiceDeployment | undefined> => {
  const { found } = await deployments.describe([arn])
  const active = found.find((deployment) => deployment.arn === arn)
  // It may have ended since it was listed.
  return active === undefined || ENDED.includes(active.status) ? undefined : active
}

const contentNow = (
  taskDefinition: string,
  revisions: readonly ServiceRevision[],
  { releases }: History,
  entries: readonly LedgerEntry[],
): ReleaseContent => {
  const same = (content: ReleaseContent) => content.taskDefinition === taskDefinition
  const known = releases.find(same) ?? revisions.map(contentOf).find(same) ?? entries.find(same)
  return { taskDefinition, digests: known?.digests ?? {} }
}

import type { LedgerEntry, ReleaseContent } from '@ci-kit/ecs/ledger/ledger'
import type { ServiceDeploymentBrief } from '@ci-kit/ecs/model/service-deployment'
import type { ServiceRevision } from '@ci-kit/ecs/model/service-revision'
import type { Release } from './release.ts'

export type Known = {
  /** Of any status, newest first. */
  readonly deployments: readonly ServiceDeploymentBrief[]
  /** Of the deployments, as far as ECS still has them. */
  readonly revisions: readonly ServiceRevision[]
  /** Newest first. */
  readonly entries: readonly LedgerEntry[]
}

export type History = {
  /** Newest first, once for each task definition. */
  readonly releases: readonly Release[]
  /** What was brought one after the other, newest first: a task definition may be there twice. */
  readonly sequence: readonly Release[]
  /** What was passed over, as sentences. */
  readonly notes: readonly string[]
}

/**
 * What is known to have run: service deployments that succeeded, and then what
 * only the ledger remembers, because ECS forgets after 90 days. The clocks of
 * the two are never compared.
 */
export const historyOf = ({ deployments, revisions, entries }: Known): History => {
  const byArn = new Map(revisions.map((revision) => [revision.arn, revision]))
  const succeeded = deployments.filter(({ status }) => status === 'SUCCESSFUL')
  const sequence = succeeded.flatMap((deployment) => {
    const revision = byArn.get(deployment.targetServiceRevision ?? '')
    return revision === undefined ? [] : [releaseOf(deployment, revision, entries)]
  })
  const seen = new Set(deployments.map(({ arn }) => arn))
  const remembered = entries
    .filter(({ serviceDeployment }) => !seen.has(serviceDeployment ?? ''))
    .map(rememberedRelease)
  const lost = succeeded.length - sequence.length
  return {
    releases: onceEach([...sequence, ...remembered]),
    sequence,
    notes: lost === 0 ? [] : [`${lost} earlier service deployments have no service revision.`],
  }
}

/** The content of a revision; containers whose image has no digest are left out. */
export const contentOf = ({ taskDefinition, images }: ServiceRevision): ReleaseContent => ({
  taskDefinition,
  digests: Object.fromEntries(
    images.flatMap(({ container, image, digest }) =>
      digest === undefined ? [] : [[container, `${repositoryOf(image)}@${digest}`]],
    ),
  ),
})

/** The tag stands behind the last colon, unless that belongs to the port of the registry. */
const repositoryOf = (image: string): string => image.replace(/@.*$/, '').replace(/:[^/:]*$/, '')

const releaseOf = (
  { arn, createdAt }: ServiceDeploymentBrief,
  revision: ServiceRevision,
  entries: readonly LedgerEntry[],
): Release => ({
  ...contentOf(revision),
  serviceDeployment: arn,
  serviceRevision: revision.arn,
  at: createdAt,
  entry:
    entries.find(({ serviceDeployment }) => serviceDeployment === arn) ??
    entries.find(({ taskDefinition }) => taskDefinition === revision.taskDefinition),
  proof: 'service-deployment',
})

const rememberedRelease = (entry: LedgerEntry): Release => ({
  taskDefinition: entry.taskDefinition,
  digests: entry.digests,
  serviceDeployment: entry.serviceDeployment,
  serviceRevision: entry.serviceRevision,
  at: entry.createdAt,
  entry,
  proof: 'ledger',
})

const onceEach = (releases: readonly Release[]): readonly Release[] => {
  const newest = new Map(
    releases.toReversed().map((release) => [release.taskDefinition, release] as const),
  )
  return releases.filter((release) => newest.get(release.taskDefinition) === release)
}

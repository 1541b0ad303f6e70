import type { ReleaseContent } from '@ci-kit/ecs/ledger/ledger'
import type { ServiceDeployment } from '@ci-kit/ecs/model/service-deployment'
import { contentOf } from '../choose/history.ts'
import type { Release } from '../choose/release.ts'
import type { KnownService } from './known-service.ts'

/** What is being deployed right now, as far as ECS tells. */
export const contentOfActive = (
  active: ServiceDeployment,
  { revisions, current }: KnownService,
): ReleaseContent => {
  const target = revisions.find(({ arn }) => arn === active.target?.arn)
  return target === undefined ? current : contentOf(target)
}

/**
 * Where ECS goes back to when the deployment is stopped; undefined when it has
 * nothing to go back to. Of several sources it is the one that last succeeded.
 */
export const sourceOf = (
  active: ServiceDeployment,
  { revisions, history, entries }: KnownService,
): Release | undefined => {
  const named = active.rollback?.serviceRevision
  const arns = named === undefined ? active.sources.map(({ arn }) => arn) : [named]
  const proven = history.sequence.find(({ serviceRevision }) =>
    arns.includes(serviceRevision ?? ''),
  )
  if (proven !== undefined) return proven
  const revision = revisions.find(({ arn }) => arns.includes(arn))
  if (revision === undefined) return undefined
  const content = contentOf(revision)
  return {
    ...content,
    serviceDeployment: undefined,
    serviceRevision: revision.arn,
    at: revision.createdAt,
    entry: entries.find(({ taskDefinition }) => taskDefinition === content.taskDefinition),
    proof: 'unproven',
  }
}

import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { ReleaseContent } from '@ci-kit/ecs/ledger/ledger'
import { sameImages } from '@ci-kit/ecs/ledger/releases'
import type { Release } from '../choose/release.ts'
import type { Ports } from '../ports.ts'
import { sameDefinition } from './same-definition.ts'

/** Each costs a question to ECS; what is beyond counts as the same, which is the safe side. */
const MOST_COMPARED = 3

/**
 * Task definitions with the images of the current one under another number.
 * Those that are the same in all the rest are the current release, registered
 * anew; the others differ in their configuration and are releases of their own.
 */
export const twinsOf = async (
  current: ReleaseContent,
  releases: readonly Release[],
  { ecs }: Pick<Ports, 'ecs'>,
): Promise<ReadonlySet<string>> => {
  const alike = releases.filter(
    ({ taskDefinition, digests }) =>
      taskDefinition !== current.taskDefinition && sameImages(digests, current.digests),
  )
  if (alike.length === 0) return new Set()
  const now = await documentOf(current.taskDefinition, ecs)
  const compared = await Promise.all(
    alike.map(async ({ taskDefinition }, at) => {
      const document = at < MOST_COMPARED ? await documentOf(taskDefinition, ecs) : undefined
      const differs = now && document && !sameDefinition(now, document)
      return differs ? [] : [taskDefinition]
    }),
  )
  return new Set(compared.flat())
}

/** Undefined when ECS has deleted it. */
const documentOf = async (arn: string, { taskDefinitions }: Ports['ecs']) => {
  try {
    return (await taskDefinitions.describe(arn)).document
  } catch (thrown) {
    if (thrown instanceof AwsRefusal && thrown.code === 'ClientException') return undefined
    throw thrown
  }
}

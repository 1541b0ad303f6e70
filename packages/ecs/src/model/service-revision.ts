import type { Json } from '@ci-kit/core/json'

/** An immutable revision of a service, as DescribeServiceRevisions answers it. */
export type ServiceRevision = {
  readonly arn: string
  readonly taskDefinition: string
  /** What ECS resolved the images to when the revision started; digests are `sha256:…`. */
  readonly images: readonly {
    readonly container: string
    readonly image: string
    readonly digest: string | undefined
  }[]
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** As ECS wrote it: network, load balancers, capacity, platform. */
  readonly document: Json
}

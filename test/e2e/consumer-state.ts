import type { ConsumerWorld } from './consumer-world.ts'

/** What is there, and not what a run says: all that a red or a careful run must leave alone. */
export type ConsumerState = {
  /** Tags of the images with their digests; caches left out. */
  readonly tags: Readonly<Record<'api' | 'web' | 'worker', Readonly<Record<string, string>>>>
  /** What each service on ECS is set to. */
  readonly running: Readonly<Record<string, string>>
  /** Requests so far that changed something on ECS. */
  readonly writes: number
  /** Records of releases on GitHub. */
  readonly deployments: number
}

export const stateOf = async ({ tagsOf, ecs, github }: ConsumerWorld): Promise<ConsumerState> => {
  const [api, web, worker, running] = await Promise.all([
    tagsOf('your-org/shop/api'),
    tagsOf('your-org/shop/web'),
    tagsOf('your-org/shop/worker'),
    ecs.running(),
  ])
  return {
    tags: { api, web, worker },
    running,
    writes: ecs.writes(),
    deployments: github.deployments.deployments.length,
  }
}

import type { Engine } from '@ci-kit/cli/engine'
import type { Sample } from './docker-cache-samples.ts'
import type { Side } from './docker-cache-sides.ts'

/** Lets a side build an image on a builder. */
export type OnBuilder = (side: Side, image: string) => Promise<number>

/** On the one that has built everything before, as a runner of one's own has. */
export const onWarmBuilder =
  (engine: Engine, { folder }: Sample): OnBuilder =>
  (side, image) =>
    side({ folder, image, env: engine.env })

/** On an empty one, as every job of a hosted runner has; its start does not count. */
export const onFreshBuilder =
  (engine: Engine, { folder }: Sample): OnBuilder =>
  async (side, image) => {
    const builder = await engine.freshBuilder()
    try {
      return await side({ folder, image, env: builder.env })
    } finally {
      await builder.stop()
    }
  }

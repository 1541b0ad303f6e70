import type { Engine } from '@ci-kit/cli/engine'
import { onFreshBuilder } from './docker-cache-builders.ts'
import type { Sample } from './docker-cache-samples.ts'
import { bundledStep, components, inTurn, oneBake, type Side } from './docker-cache-sides.ts'
import { compare, type Measured, type Rate } from './report.ts'

const ROUNDS = 5

/** Four components, beside one bake and beside four builds in turn. */
export const fourImages = async (engine: Engine, sample: Sample): Promise<readonly Measured[]> => {
  const on = onFreshBuilder(engine, sample)
  let serial = 0
  const cold = (side: Side) => () => {
    serial += 1
    return on(side, `four-${serial}`)
  }
  const action = cold(components(engine))
  const bake = { name: 'four components, against one bake', goal: 1.15 }
  const turns = { name: 'four components, against four builds in turn', goal: 0.4 }
  return [
    await compare(ROUNDS, { ...bake, floor: cold(oneBake(engine)), action }),
    await compare(ROUNDS, { ...turns, floor: cold(inTurn(engine)), action }),
  ]
}

/** Whether the rates are true and high, not how long it takes: the disk would decide that. */
export const largeImage = async (engine: Engine, sample: Sample): Promise<readonly Rate[]> => {
  const rate = async () => {
    const { env, stop } = await engine.freshBuilder()
    try {
      const build = { folder: sample.folder, image: 'large', env }
      const { outputs } = await bundledStep(engine, build, { skip: 'never' })
      return Number(outputs['cache-hit-rate'])
    } finally {
      await stop()
    }
  }
  process.stderr.write('image of 512 MiB: three builds\n')
  await rate()
  const same = { name: 'image of 512 MiB, nothing changed: hit rate', value: await rate() }
  sample.change()
  const line = { name: 'image of 512 MiB, one line changed: hit rate', value: await rate() }
  return [
    { ...same, unit: ' %', goal: { atLeast: 100 } },
    { ...line, unit: ' %', goal: { atLeast: 80 } },
  ]
}

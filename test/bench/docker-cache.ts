import { type Engine, startEngine } from '@ci-kit/cli/engine'
import { baseImage } from '../e2e/base-image.ts'
import { faultProxy } from '../fakes/fault-proxy.ts'
import { type OnBuilder, onFreshBuilder, onWarmBuilder } from './docker-cache-builders.ts'
import { fourImages, largeImage } from './docker-cache-many.ts'
import {
  componentsSample,
  largeSample,
  middlingSample,
  type Sample,
} from './docker-cache-samples.ts'
import {
  bundledAction,
  bundledStep,
  peerAction,
  plainBuildx,
  type Side,
} from './docker-cache-sides.ts'
import { compare, type Measured, type Rate, type Timed } from './report.ts'

const ROUNDS = 5

/**
 * docker-cache against plain buildx with the same cache flags, each build on a
 * fresh builder, and against the peer whose folder is given: an unpacked release
 * of an action with the inputs of docker/build-push-action.
 */
export const dockerCacheBench = async (peer: string | undefined): Promise<readonly Measured[]> => {
  const engine = await startEngine()
  try {
    const base = await baseImage(engine)
    return [
      ...(await withSample(middlingSample(base), (sample) => oneImage(engine, sample, peer))),
      ...(await withSample(componentsSample(base), (sample) => fourImages(engine, sample))),
      ...(await withSample(largeSample(base), (sample) => largeImage(engine, sample))),
    ]
  } finally {
    await engine.stop()
  }
}

const withSample = async <T>(sample: Sample, use: (sample: Sample) => Promise<T>): Promise<T> => {
  try {
    return await use(sample)
  } finally {
    sample.remove()
  }
}

const oneImage = async (
  engine: Engine,
  sample: Sample,
  peer: string | undefined,
): Promise<readonly Measured[]> => {
  const on = onFreshBuilder(engine, sample)
  const plain = plainBuildx(engine)
  const action = bundledAction(engine)
  const building = bundledAction(engine, { skip: 'never' })
  const results: Measured[] = []
  const measure = async (name: string, goal: number, floor: Timed, action: Timed) => {
    results.push(await compare(ROUNDS, { name, goal, floor, action }))
  }
  let serial = 0
  const cold = (side: Side) => async () => {
    serial += 1
    sample.change()
    return on(side, `cold-${serial}`)
  }
  await measure('cold', 1.05, cold(plain), cold(action))
  await warmUp(on, { plain, action })
  const changed = (side: Side, image: string) => async () => {
    sample.change()
    return on(side, image)
  }
  await measure('one line changed', 1.05, changed(plain, 'plain'), changed(action, 'action'))
  const unchanged = (side: Side, image: string) => async () => on(side, image)
  const again = unchanged(building, 'building')
  await warmUp(on, { plain, building })
  await measure('nothing changed, built', 1.4, unchanged(plain, 'plain'), again)
  results.push(...(await skipped(engine, on, sample)))
  if (peer !== undefined) results.push(...(await besidePeer(engine, sample, peer)))
  return results
}

/** Both on one warm builder: what is compared is what the actions add to a build of nothing. */
const besidePeer = async (
  engine: Engine,
  sample: Sample,
  peer: string,
): Promise<readonly Measured[]> => {
  const on = onWarmBuilder(engine, sample)
  const sides = {
    peer: peerAction(engine, peer),
    skipping: bundledAction(engine),
    building: bundledAction(engine, { skip: 'never' }),
  }
  await warmUp(on, sides)
  const floor = () => on(sides.peer, 'peer')
  const beside = (name: string, goal: number, side: 'skipping' | 'building') =>
    compare(ROUNDS, { name, goal, floor, action: () => on(sides[side], side) })
  return [
    await beside('same builder, nothing changed, skipped, against peer', 0.12, 'skipping'),
    await beside('same builder, nothing changed, built, against peer', 0.2, 'building'),
  ]
}

/** Fills the caches; each side has an image of its own, called as the side is. */
const warmUp = async (on: OnBuilder, sides: Readonly<Record<string, Side>>): Promise<void> => {
  for (const [image, side] of Object.entries(sides)) await on(side, image)
}

const skipped = async (
  engine: Engine,
  on: OnBuilder,
  { folder }: Sample,
): Promise<readonly Measured[]> => {
  const sides = { plain: plainBuildx(engine), skipping: bundledAction(engine) }
  await warmUp(on, sides)
  const name = 'nothing changed, skipped'
  const floor = () => on(sides.plain, 'plain')
  const action = () => on(sides.skipping, 'skipping')
  return [
    await compare(ROUNDS, { name, goal: 0.8, floor, action }),
    await blobRequests(engine, folder),
  ]
}

/** What a skip moves, counted in front of the registry. */
const blobRequests = async (engine: Engine, folder: string): Promise<Rate> => {
  const proxy = await faultProxy(engine.registry, [])
  try {
    const build = { folder, image: 'skipping', env: engine.env }
    const { outputs } = await bundledStep(engine, build, { registry: proxy.address })
    if (outputs.skipped !== 'true') throw new Error('Nothing changed, and nothing was skipped.')
    const count = proxy.seen.filter(({ path }) => path.includes('/blobs/')).length
    const name = `nothing changed, skipped: blob requests of ${proxy.seen.length} requests`
    return { name, value: count, unit: '', goal: { atMost: 0 } }
  } finally {
    await proxy.stop()
  }
}

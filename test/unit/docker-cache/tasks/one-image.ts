import { FailedResult } from '@ci-kit/core/errors'
import { start, type World } from '../fake-run.ts'
import { promisedOutputs } from '../image/inputs-of.ts'
import { memoryRegistries } from '../image/memory-registry.ts'
import { cacheWritten, type Pushing, pushes } from '../image/scripted-builder.ts'
import { built, cached, records } from '../records.ts'

export const STEPS = records(
  cached('[2/4] RUN a'),
  cached('[3/4] RUN b'),
  built('[4/4] RUN c', 0, 1),
)
export type Given = Readonly<Record<string, string>>

/** A run whose builder pushes an image of one layer of 1000 bytes. */
export const pushing = (given: Given = {}, around: World = {}, how: Pushing = {}) => {
  const registries = around.registries ?? memoryRegistries()
  const script = pushes(registries, { steps: [STEPS], after: [cacheWritten], ...how })
  return start(given, { registries, builds: [script], ...around })
}

/** A run that finds what another one has built. */
export const unchanged = async (given: Given = {}, second: Given = given) => {
  const { registries, outcome } = pushing(given)
  await outcome
  return pushing(second, { registries })
}

export const failedResult = (thrown: unknown): FailedResult | undefined =>
  thrown instanceof FailedResult ? thrown : undefined

export const promised = promisedOutputs().toSorted()

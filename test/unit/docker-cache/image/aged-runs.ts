import { readRecord, writeRecord } from '@ci-kit/docker-cache/key/record-store'
import { contextWith } from '../contexts.ts'
import { NOW } from '../fake-ports.ts'
import { FILES, type World } from '../fake-run.ts'
import { built, cached, records } from '../records.ts'
import { made } from './made.ts'
import { type MemoryRegistries, memoryRegistries } from './memory-registry.ts'
import type { Given } from './runs-in-turn.ts'
import { cacheWritten, type Pushing, pushes } from './scripted-builder.ts'

export const HOUR = 3_600_000
export const BUILT = { steps: [records(built('[1/4] COPY a /a', 0, 1))], after: [cacheWritten] }
export const CACHED = { steps: [records(cached('[1/4] COPY a /a'))] }
export const AGE = { 'max-age': '12h' }
export const branch = (name: string) => contextWith({ ref: `refs/heads/${name}` })
export const changed = { files: { ...FILES, a: 'two' } }
export const cacheOf = (scope: string) => `type=registry,ref=ghcr.io/org/app:cache-${scope}`

/** A build with `max-age` whose cache is written. */
export const run = (
  registries: MemoryRegistries,
  around: World = {},
  given: Given = AGE,
  pushing: Pushing = BUILT,
) => made(given, { registries, builds: [pushes(registries, pushing)], ...around })

const place = (registries: MemoryRegistries) => registries.registry('ghcr.io').repository('org/app')

const recordOf = async (registries: MemoryRegistries, scope = 'main') => {
  const found = await readRecord(place(registries), `inputs-${scope}`)
  return 'record' in found ? found.record : undefined
}

/** What is on record for a scope. */
export const epochOf = async (registries: MemoryRegistries, scope?: string) =>
  (await recordOf(registries, scope))?.epoch

/** Makes the epoch on record older, as if time had passed; images keep the names of the one they have. */
export const begun = async (registries: MemoryRegistries, hoursAgo: number, scope = 'main') => {
  const record = await recordOf(registries, scope)
  if (record?.epoch === undefined) throw new Error('no epoch is on record')
  const epoch = { ...record.epoch, anew: NOW - hoursAgo * HOUR }
  await writeRecord(place(registries), `inputs-${scope}`, { ...record, epoch })
}

/** A registry after one build of a scope whose epoch began so long ago. */
export const afterHours = async (hoursAgo: number, scope = 'main') => {
  const registries = memoryRegistries()
  await run(registries, { context: branch(scope) })
  await begun(registries, hoursAgo, scope)
  return registries
}

/** What is asked of the builder where nothing may come from a cache. */
export const ANEW = [{ noCache: true, cacheFrom: [] }]

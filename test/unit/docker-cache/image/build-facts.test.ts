import { describe, expect, test } from '@jest/globals'
import { FILES } from '../fake-run.ts'
import { built, cached, part, records } from '../records.ts'
import { made } from './made.ts'
import { memoryRegistries, storedImage } from './memory-registry.ts'
import { type Pushing, pushes, type Script } from './scripted-builder.ts'

const COPY = '[stage-0 1/1] COPY a /a'
const STEP = records(built(COPY, 0, 1))

type Given = Readonly<Record<string, string>>

/** A build that pushes, with what is reported besides. */
const facts = async (pushing: Pushing, given: Given = {}, exports?: Script) => {
  const registries = memoryRegistries()
  const builds = [pushes(registries, { steps: [STEP], ...pushing })]
  const run = await made(given, { registries, builds, ...(exports && { exports }) })
  if (run.facts === undefined) throw new Error('nothing was built')
  return { ...run, facts: run.facts }
}

describe('the facts', () => {
  test('name what the push had to move', async () => {
    const { facts: told } = await facts({})
    expect(told).toMatchObject({ pushMs: 1_000, pushedBytes: 1_000 })
  })

  test('leave out layers that the repository had before', async () => {
    const registries = memoryRegistries()
    storedImage(registries.store, { tag: 'main', note: 'x' })
    const run = await made({}, { registries, builds: [pushes(registries, { steps: [STEP] })] })
    expect(run.facts?.pushedBytes).toBe(0)
  })

  test('do not guess where the layers before cannot be read', async () => {
    const registries = memoryRegistries()
    registries.refuse({ method: 'GET', path: /manifests\/main$/, status: 403 })
    const run = await made({}, { registries, builds: [pushes(registries, { steps: [STEP] })] })
    expect(run.facts).toBeDefined()
    expect(run.facts?.pushedBytes).toBeUndefined()
  })

  test('weigh the hits by the time that steps took in the builds before', async () => {
    const registries = memoryRegistries()
    const two = { ...FILES, Dockerfile: `${FILES.Dockerfile}RUN make\n` }
    const MAKE = '[stage-0 2/2] RUN make'
    const first = [records(built(COPY, 0, 1), built(MAKE, 1, 10))]
    await made({}, { registries, files: two, builds: [pushes(registries, { steps: first })] })
    const second = [records(cached(MAKE), built(COPY, 0, 1))]
    const run = await made(
      {},
      { registries, files: { ...two, a: 'two' }, builds: [pushes(registries, { steps: second })] },
    )
    expect(run.facts?.timeRate).toEqual({ savedSeconds: 9, spentSeconds: 1, percent: 90 })
    expect(run.facts?.changes).toMatchObject({ files: ['a'], args: [], dockerfile: false })
  })

  test('count no transfer that was not completed', async () => {
    const open = part('exporting to image', 'pushing layers', { completed: undefined })
    const { facts: told } = await facts({ after: [open] })
    expect(told.graph.exported?.digest).toBeDefined()
    expect(told.pushedBytes).toBeUndefined()
  })
})

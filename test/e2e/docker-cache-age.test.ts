import type { StepResult } from '@ci-kit/cli/run-step'
import { readRecord, recordTag, writeRecord } from '@ci-kit/docker-cache/key/record-store'
import { inspectImage } from '@ci-kit/docker-cache/publish/inspect-image'
import { parseDigest } from '@ci-kit/oci/digest'
import { registryClient } from '@ci-kit/oci/registry'
import { beforeEach, describe, expect, test } from '@jest/globals'
import type { DockerCacheStep } from './actions.ts'
import { dockerCacheWorkbench, pushTo, succeeded } from './docker-cache-workbench.ts'

/*
 * `max-age` on a real BuildKit and a real registry: a layer that comes out
 * different each time it is made stands for one that installs packages.
 */

const { build, dockerfile, engine, file, imageName } = dockerCacheWorkbench()

const repository = () => registryClient({ host: engine().registry }).repository(imageName())

beforeEach(() => {
  dockerfile('RUN cat /proc/sys/kernel/random/uuid > /stamp', 'COPY source /source')
  file('source', 'one')
})

/** A build with `max-age`, with the layers that the two lines of the Dockerfile have made. */
const run = async (step: Partial<DockerCacheStep> = {}) => {
  const inputs = { 'max-age': '7d', ...step.inputs }
  const result = succeeded(await build({ ...step, inputs }))
  const manifest = await repository().manifests.get(parseDigest(result.outputs.digest ?? ''))
  const { instances } = await inspectImage(manifest, repository())
  const [stamp, source] = (instances[0]?.layers ?? []).slice(-2).map(({ digest }) => digest)
  return { ...told(result), stamp, source }
}

const told = ({ outputs, log }: StepResult) => ({
  ...{ skipped: outputs.skipped, rate: outputs['cache-hit-rate'], log },
})

const onFreshBuilder = async (step: Partial<DockerCacheStep> = {}) =>
  run({ ...step, env: (await engine().freshBuilder()).env })

/** Makes the layers on record older by so many days. */
const pass = async (days: number, scope = 'main') => {
  const found = await readRecord(repository(), recordTag(scope))
  if (!('record' in found) || found.record.epoch === undefined) throw new Error('no epoch')
  const { record } = found
  const epoch = { ...found.record.epoch, anew: found.record.epoch.anew - days * 86_400_000 }
  await writeRecord(repository(), recordTag(scope), { ...record, epoch })
}

describe('within the age', () => {
  test('nothing is built when nothing changed, and the layer stays when a file behind it did', async () => {
    const first = await run()
    expect(first.log).toContain('The image is built anew: no record tells the age of its layers')
    expect(await run()).toMatchObject({ skipped: 'true', stamp: first.stamp })
    file('source', 'two')
    const changed = await onFreshBuilder()
    expect(changed).toMatchObject({ skipped: 'false', rate: '50', stamp: first.stamp })
    expect(changed.source).not.toBe(first.source)
    expect(await onFreshBuilder()).toMatchObject({ skipped: 'true', source: changed.source })
  }, 120_000)

  test('a new branch has the layers of the default branch, and then those of its own cache', async () => {
    const first = await run({ event: pushTo('main') })
    for (const [source, hits] of [
      ['two', '50'],
      ['two', '100'],
    ] as const) {
      file('source', source)
      const inputs = { skip: 'never' }
      const next = await onFreshBuilder({ event: pushTo('feature'), inputs })
      expect(next).toMatchObject({ rate: hits, stamp: first.stamp })
    }
  }, 120_000)
})

describe('above the age', () => {
  test('the layer is made again though nothing changed, on the same builder too', async () => {
    const first = await run()
    await pass(8)
    const second = await run()
    expect(second).toMatchObject({ skipped: 'false', rate: '0' })
    expect(second.stamp).not.toBe(first.stamp)
    expect(second.log).toMatch(
      /The image is built anew: its layers are from 20\S+Z, longer ago than 'max-age' allows\./,
    )
    file('source', 'two')
    expect(await onFreshBuilder()).toMatchObject({ rate: '50', stamp: second.stamp })
  }, 120_000)

  test("'skip: require' fails and says why", async () => {
    await run()
    await pass(8)
    const result = await build({ inputs: { 'max-age': '7d', skip: 'require' } })
    expect(result.exitCode).toBe(1)
    expect(result.log).toContain("longer ago than 'max-age' allows")
  }, 60_000)
})

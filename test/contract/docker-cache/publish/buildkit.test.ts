import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Engine, startEngine } from '@ci-kit/cli/engine'
import { isObject } from '@ci-kit/core/json'
import { progressStream } from '@ci-kit/docker-cache/progress/progress-stream'
import { solveStatus } from '@ci-kit/docker-cache/progress/solve-status'
import { inspectImage, platformOfConfig } from '@ci-kit/docker-cache/publish/inspect-image'
import { layerEfficiency } from '@ci-kit/docker-cache/publish/layer-efficiency'
import { layersBefore } from '@ci-kit/docker-cache/publish/layers-before'
import { metadataOf } from '@ci-kit/docker-cache/publish/metadata'
import { pushedBytes } from '@ci-kit/docker-cache/publish/pushed-bytes'
import { missingPlatforms } from '@ci-kit/oci/platform'
import { locateTools } from '@ci-kit/tooling/tools'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { repositoryAt } from './stored-images.ts'

/** Without attestations BuildKit makes no index for one platform. */
const PLAIN = '--provenance=false'

let engine: Engine
let folder: string
beforeAll(async () => {
  engine = await startEngine()
  folder = mkdtempSync(join(tmpdir(), 'context-'))
  writeFileSync(join(folder, 'large'), Buffer.alloc(300_000, 'large'))
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY large /\nCOPY small /\n')
}, 60_000)
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await engine.stop()
})

/** Builds and pushes `app:1` with real BuildKit; answers what it told. */
const build = (small: string, more: readonly string[] = [], attributes = '') => {
  writeFileSync(join(folder, 'small'), small)
  const metadata = `${folder}.json`
  const output = `type=image,name=${engine.registry}/org/app:1,push=true${attributes}`
  const args = ['build', '--progress=rawjson', `--metadata-file=${metadata}`, '--output', output]
  const tools = locateTools()
  const [program, first] =
    tools.engine === 'docker' ? [tools.docker, ['buildx']] : [tools.buildx, []]
  const { status, stderr } = spawnSync(program, [...first, ...args, ...more, folder], {
    env: { ...process.env, ...engine.env },
  })
  if (status !== 0) throw new Error(String(stderr))
  const objects: unknown[] = []
  const stream = progressStream(({ json }) => objects.push(json))
  stream.write(stderr)
  stream.end()
  const told: unknown = JSON.parse(readFileSync(metadata, 'utf8'))
  rmSync(metadata)
  const statuses = objects
    .filter(isObject)
    .flatMap((object) => solveStatus(object).statuses)
    .map(({ id, completed }) => ({ id, completed: completed !== undefined }))
  return { statuses, told }
}

const repository = () => repositoryAt(engine.registry)
const stored = async () => {
  const manifest = await repository().manifests.get('1')
  return { manifest, image: await inspectImage(manifest, repository()) }
}

test('the metadata of an image is what buildx tells', async () => {
  const { told } = build('one', [PLAIN])
  const { image } = await stored()
  const { 'containerimage.descriptor': descriptor, ...rest } = metadataOf(image, [
    `${engine.registry}/org/app:1`,
  ])
  expect(told).toMatchObject(rest)
  expect(told).toMatchObject({ 'containerimage.descriptor': descriptor })
})

test('the platforms of an image and of an index with attestations', async () => {
  const args = ['--platform=linux/amd64,linux/arm64', '--provenance=mode=max']
  build('one', ['--platform=linux/arm64', PLAIN])
  const [single] = (await stored()).image.instances
  if (single === undefined) throw new Error('no image')
  const platform = await platformOfConfig(single.config, repository())
  expect(missingPlatforms([platform], ['linux/arm64/v8'])).toEqual([])
  const { told } = build('one', args)
  const { image } = await stored()
  expect(image.instances.length).toBe(2)
  const platforms = image.instances.flatMap((instance) => instance.platform ?? [])
  expect(missingPlatforms(platforms, ['linux/amd64', 'linux/arm64'])).toEqual([])
  expect(told).toMatchObject({ 'containerimage.digest': image.digest })
})

test('a push of one changed layer moved that layer', async () => {
  build('before', [PLAIN])
  const before = await layersBefore(repository(), ['1', 'never-written'])
  const again = build('before', [PLAIN])
  expect(pushedBytes(again.statuses, (await stored()).image.instances, before)).toBe(0)
  const changed = build('after', [PLAIN])
  const { image } = await stored()
  const [, small] = image.instances[0]?.layers ?? []
  expect(pushedBytes(changed.statuses, image.instances, before)).toBe(small?.size)
  expect(await layerEfficiency(repository(), image)).toMatchObject({ efficiency: 1 })
})

test('layers that were packed by zstd are measured', async () => {
  writeFileSync(join(folder, 'twice'), 'FROM scratch\nCOPY large /\nCOPY --chmod=600 large /\n')
  const zstd = ',compression=zstd,force-compression=true,oci-mediatypes=true'
  build('one', [PLAIN, `--file=${join(folder, 'twice')}`], zstd)
  const { worst, wastedBytes } = await layerEfficiency(repository(), (await stored()).image)
  expect(wastedBytes).toBe(300_000)
  expect(worst).toEqual([{ path: 'large', bytes: 300_000, layers: 2 }])
})

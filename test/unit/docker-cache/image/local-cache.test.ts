import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheTag } from '@ci-kit/docker-cache/cache/cache-tags'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../../../contract/folders.ts'
import { FILES, type World } from '../fake-run.ts'
import { made, making } from './made.ts'
import { type MemoryRegistries, memoryRegistries } from './memory-registry.ts'
import { failed, pushes, type Script } from './scripted-builder.ts'

const run = (
  registries: MemoryRegistries,
  script: Script,
  around: World,
  given: Readonly<Record<string, string>>,
) => made(given, { registries, builds: [script], ...around })

describe('the local cache', () => {
  /** What buildx does: it writes the cache into the folder that it is given. */
  const writing =
    (script: Script): Script =>
    (plan, watch) => {
      const [, folder] = /type=local,dest=([^,]+)/.exec(plan.cacheTo.join('\n')) ?? []
      if (folder !== undefined) {
        mkdirSync(folder, { recursive: true })
        writeFileSync(join(folder, 'index.json'), '{}')
      }
      return script(plan, watch)
    }
  const [first, registries] = [folderWith(), memoryRegistries()]

  test('that is not there yet is not read, and takes its place after the build', async () => {
    const given = { 'local-cache': first }
    const one = await run(registries, writing(pushes(registries)), {}, given)
    expect(one.plans[0]?.cacheFrom.join('\n')).not.toContain('type=local')
    const place = join(first, cacheTag('ghcr.io/org/app:main'))
    expect(existsSync(join(place, 'index.json'))).toBe(true)
    const changed = { files: { ...FILES, a: '2' } }
    const two = await run(registries, writing(pushes(registries)), changed, given)
    expect(two.plans[0]?.cacheFrom[0]).toContain(`type=local,src=${place}`)
  })

  test('of a build that fails leaves nothing half-written', async () => {
    const folder = folderWith()
    const builds = [failed(['ERROR: x'])]
    const { image } = making({ 'local-cache': folder }, { files: FILES, builds })
    await expect(image).rejects.toThrow('x')
    expect(readdirSync(folder)).toEqual([])
  })

  test('that cannot be used is a notice, and the build goes on without it', async () => {
    const folder = join(folderWith({ file: '' }), 'file')
    const other = memoryRegistries()
    const { texts, plans } = await run(other, pushes(other), {}, { 'local-cache': folder })
    expect(texts('notice')).toEqual([
      expect.stringContaining("The folder of input 'local-cache' is not used"),
    ])
    expect(plans[0]?.cacheTo.join('\n')).not.toContain('type=local')
  })
})

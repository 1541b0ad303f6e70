import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { Cancelled } from '@ci-kit/core/run-action'
import { mountBuilds } from '@ci-kit/docker-cache/cache/mounts/mount-builds'
import { saveMounts } from '@ci-kit/docker-cache/cache/mounts/save-mounts'
import { describe, expect, test } from '@jest/globals'
import { denyingRegistry } from '../../../fakes/denying-registry.ts'
import { memoryLog } from '../../../unit/docker-cache/fake-ports.ts'
import { build } from './engine-build.ts'
import {
  engine,
  inMount,
  LINE,
  MIB,
  newMount,
  placeOf,
  portsOf,
  restore,
  save,
} from './mount-trial.ts'

describe('one warning, and the build goes on:', () => {
  const warning = (words: RegExp) => [{ level: 'warning', text: expect.stringMatching(words) }]

  test('a registry that takes nothing', async () => {
    const registry = await denyingRegistry()
    try {
      const mount = newMount()
      const place = placeOf({ repository: `${registry.address}/org/app` })
      await inMount(engine.env, mount, 'echo 1 > /m/f')
      const { saved, annotations } = await save(engine.env, mount, { place })
      expect(saved).toEqual([])
      expect(annotations).toMatchObject(warning(/could not be saved: .*(denied|403)/i))
      const restored = await restore(engine.env, [mount], { place })
      expect(restored).toMatchObject({ restored: [], annotations: [] })
    } finally {
      registry.close()
    }
  }, 60_000)

  test('an image that has no shell', async () => {
    const empty = `${engine.registry}/empty:1`
    await build(engine.env, 'FROM scratch\nWORKDIR /x', `--tag=${empty}`, '--push')
    const { saved, annotations } = await save(engine.env, newMount({ image: empty }))
    expect(saved).toEqual([])
    expect(annotations).toMatchObject(warning(/could not be saved: .*\/bin\/sh/))
  }, 60_000)

  test('an image that is not there', async () => {
    const mount = newMount({ image: `${engine.registry}/none:1` })
    const { annotations } = await save(engine.env, mount)
    expect(annotations).toMatchObject(warning(/none:1: not found/))
  }, 60_000)

  test('too little time', async () => {
    const { annotations } = await save(engine.env, newMount(), { timeoutMs: 1 })
    expect(annotations).toMatchObject(warning(/took longer than 0 s/))
  }, 60_000)

  test('no buildx', async () => {
    const { log, annotations } = memoryLog()
    const exec = childProcesses(new AbortController().signal)
    const builds = mountBuilds(exec, { program: '/nowhere/buildx', prefix: [] }, {})
    const what = { ran: new Set([LINE]), maxBytes: MIB }
    await saveMounts([newMount()], placeOf(), what, { builds, log })
    expect(annotations).toMatchObject(warning(/\/nowhere\/buildx could not be started/))
  })
})

test('a cancelled job ends it at once', async () => {
  const controller = new AbortController()
  const { ports } = portsOf(engine.env, controller.signal)
  const what = { ran: new Set([LINE]), maxBytes: MIB }
  const saving = saveMounts([newMount()], placeOf(), what, ports)
  setTimeout(() => controller.abort(new Cancelled('SIGTERM')), 20)
  await expect(saving).rejects.toThrow('Cancelled by SIGTERM.')
})

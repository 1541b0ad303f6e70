import { describe, expect, test } from '@jest/globals'
import { promisedOutputs } from '../image/inputs-of.ts'
import { tagged, tagsLike } from '../image/memory-registry.ts'
import { pushes, type Script } from '../image/scripted-builder.ts'
import { ALL, component, FILES, making, order, results, STEPS, UNPINNED } from './several-images.ts'

describe('components', () => {
  test('are built after what they need, pushed by digest, and tagged', async () => {
    const { outcome, plans, registries } = making(ALL, { tags: '1\nlatest' })
    const outputs = await outcome
    expect(order(plans)).toHaveLength(3)
    expect(order(plans).at(-1)).toBe('api')
    for (const { output } of plans) expect(output.push).toBe('by-digest')
    for (const name of ['org/api', 'org/base', 'org/web']) {
      expect(tagsLike(registries.store, '1', name)).toEqual(['1'])
      expect(tagged(registries.store, 'latest', name)).toBe(tagged(registries.store, '1', name))
    }
    expect(outputs).toMatchObject({ skipped: false, 'cached-steps': 3, 'total-steps': 6 })
    expect(results(outputs)).toMatchObject([
      { name: 'api', result: 'built', tags: ['ghcr.io/org/api:1', 'ghcr.io/org/api:latest'] },
      { name: 'base', result: 'built', digest: tagged(registries.store, '1', 'org/base') },
      { name: 'web', result: 'built', 'cache-hit-rate': 50 },
    ])
  })

  test('give all outputs that action.yml promises', async () => {
    const outputs = await making().outcome
    expect(Object.keys(outputs).toSorted()).toEqual(promisedOutputs().toSorted())
  })

  test('that are needed stand in by their digests', async () => {
    const { outcome, plans, registries } = making()
    await outcome
    const base = tagged(registries.store, 'main', 'org/base')
    expect(plans[2]?.buildContexts).toEqual([
      { name: 'base', value: `docker-image://ghcr.io/org/base@${base}` },
    ])
  })

  test('are read from YAML, too', async () => {
    const components = '- name: web\n  image-name: org/web\n  context: web\n'
    const { outcome, plans } = making([], { components })
    await outcome
    expect(order(plans)).toEqual(['web'])
  })

  test('get no tag before all are there, and the keys come last', async () => {
    const { outcome, registries } = making()
    await outcome
    const writes = registries.requests.filter((line) => /^PUT .*\/manifests\/(main|in-)/.test(line))
    expect(writes.slice(0, 3).every((line) => line.endsWith('/main'))).toBe(true)
    expect(writes.slice(3).every((line) => line.includes('/in-'))).toBe(true)
    expect(writes).toHaveLength(6)
  })

  test('that did not change are skipped, also those that need others', async () => {
    const { outcome, registries } = making()
    await outcome
    const again = making(ALL, {}, { registries })
    expect(await again.outcome).toMatchObject({ skipped: true, 'cache-hit-rate': 100 })
    expect(again.plans).toEqual([])
  })

  test('are built anew when what they need has changed', async () => {
    const { outcome, registries } = making()
    await outcome
    const changed = (note: string): Script => pushes(registries, { note, steps: [STEPS] })
    const again = making(
      ALL,
      {},
      {
        registries,
        files: { ...FILES, 'base/b': 'two' },
        troubles: { base: changed('other base') },
      },
    )
    expect(results(await again.outcome)).toMatchObject([
      { name: 'api', result: 'built' },
      { name: 'base', result: 'built' },
      { name: 'web', result: 'skipped' },
    ])
  })

  test('add their settings to those of the step', async () => {
    const web = component('web', { args: { B: '2' }, labels: { b: '2' }, tags: ['own'] })
    const given = { 'build-args': 'A=1', labels: 'a=1', tags: 'shared' }
    const { outcome, plans, registries } = making([web], given)
    await outcome
    expect(plans).toMatchObject([{ buildArgs: ['A=1', 'B=2'], labels: ['a=1', 'b=2'] }])
    expect(tagsLike(registries.store, '', 'org/web').filter((tag) => !tag.includes('in'))).toEqual([
      'own',
    ])
  })

  test('of one repository keep caches, records and keys apart', async () => {
    const files = {
      'x/Dockerfile': 'FROM scratch AS one\nRUN y\nRUN x\nFROM scratch AS two\nRUN y\nRUN x\n',
    }
    const twins = ['one', 'two'].map((name) =>
      component(name, { 'image-name': 'org/x', context: 'x', target: name, tags: [name] }),
    )
    const { outcome, plans, registries } = making(twins, {}, { files })
    await outcome
    const [one, two] = plans.map(({ cacheTo }) => cacheTo.join())
    expect(one).not.toBe(two)
    expect(plans[0]?.cacheFrom).not.toContain(/ref=([^,]+)/.exec(two ?? '')?.[0])
    expect(tagsLike(registries.store, 'inputs-', 'org/x')).toHaveLength(2)
    expect(tagsLike(registries.store, 'in-', 'org/x')).toHaveLength(2)
  })

  test.each([
    ['1', 'ghcr.io/org/x:1'],
    ['type=raw,value=1', 'ghcr.io/org/x:1'],
  ])(
    'that would take each other the tag %s are refused before anything is built',
    async (tag, reference) => {
      const files = { 'x/Dockerfile': 'FROM scratch AS one\nFROM scratch AS two\n' }
      const twins = [
        component('one', { 'image-name': 'org/x', context: 'x', target: 'one', tags: ['1'] }),
        component('two', { 'image-name': 'org/x', context: 'x', target: 'two', tags: [tag, '2'] }),
      ]
      const { outcome, plans } = making(twins, {}, { files })
      await expect(outcome).rejects.toThrow(tag === '1' ? "'one' and 'two'" : reference)
      expect(plans).toEqual([])
    },
  )

  test('that fail the best practices do so before anything is built', async () => {
    const { outcome, plans } = making(ALL, { lint: 'fail' }, { files: UNPINNED })
    await expect(outcome).rejects.toThrow("Input 'lint' is 'fail'")
    expect(plans).toEqual([])
  })

  test('that need each other are no images without a digest for the best practices', async () => {
    const { outcome, texts } = making(ALL, { lint: 'warn' }, { files: UNPINNED })
    await outcome
    expect(texts('warning').join('\n')).toContain('ghcr.io/org/x:latest')
    expect(texts('warning').join('\n')).not.toMatch(/\bbase\b(?! image)/)
  })
})

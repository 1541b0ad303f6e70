import { describe, expect, test } from '@jest/globals'
import { onPullRequest } from '../contexts.ts'
import { memoryRegistries, tagged, tagsLike } from '../image/memory-registry.ts'
import { failed } from '../image/scripted-builder.ts'
import { ALL, component, making, results } from './several-images.ts'

describe('a component that fails', () => {
  const troubles = { web: failed(['ERROR: broken']) }

  test('keeps all tags from being set', async () => {
    const { outcome, registries, summaries } = making(
      ALL,
      { concurrency: '1' },
      { troubles: { api: failed(['ERROR: broken']) } },
    )
    await expect(outcome).rejects.toMatchObject({
      name: 'FailedResult',
      message: expect.stringContaining("Component 'api' failed: The build failed: broken"),
      outputs: {
        digest: '',
        tags: '',
        results: [
          { name: 'api', result: 'failed', digest: '' },
          { name: 'base', result: 'not-tagged', digest: '', image: '' },
          { name: 'web', result: 'not-started', reason: expect.stringContaining("'api' failed") },
        ].map((one) => expect.objectContaining(one)),
      },
    })
    expect(
      tagsLike(registries.store, '', 'org/base').filter((tag) => !tag.startsWith('inputs-')),
    ).toEqual([])
    expect(summaries).toHaveLength(2)
  })

  test('keeps only its own where the author wants that, and those that need it', async () => {
    const { outcome, registries } = making(
      ALL,
      { 'all-or-none': 'false' },
      { troubles: { base: failed(['ERROR: broken']) } },
    )
    await expect(outcome).rejects.toMatchObject({
      outputs: {
        results: [
          { name: 'api', result: 'not-started', reason: "it needs 'base', which failed" },
          { name: 'base', result: 'failed' },
          { name: 'web', result: 'built' },
        ].map((one) => expect.objectContaining(one)),
      },
    })
    expect(tagged(registries.store, 'main', 'org/web')).toBeDefined()
    expect(tagsLike(registries.store, 'in-', 'org/web')).toHaveLength(1)
  })

  test('by a defect of the action is told as one', async () => {
    const bug = new TypeError('of undefined')
    const { outcome } = making(
      [component('web')],
      {},
      {
        troubles: {
          web: () => {
            throw bug
          },
        },
      },
    )
    await expect(outcome).rejects.toBe(bug)
  })

  test('to be tagged is told with its tags, and leaves no key', async () => {
    const registries = memoryRegistries()
    registries.refuse({ method: 'PUT', path: /org\/web\/manifests\/2$/, status: 403 })
    const { outcome } = making(
      [component('web'), component('base')],
      { tags: '1\n2' },
      { registries },
    )
    await expect(outcome).rejects.toMatchObject({
      message: expect.stringMatching(
        /Tagged: .*ghcr\.io\/org\/web:1.*\nNot tagged: ghcr\.io\/org\/web:2: /s,
      ),
      outputs: {
        results: [{ result: 'not-tagged' }, { result: 'built' }].map((one) =>
          expect.objectContaining(one),
        ),
      },
    })
    expect(tagsLike(registries.store, 'in-', 'org/web')).toEqual([])
    expect(tagsLike(registries.store, 'in-', 'org/base')).toHaveLength(1)
  })

  test('has its progress in the summary', async () => {
    const { outcome, summaries } = making([component('web')], {}, { troubles })
    await expect(outcome).rejects.toThrow('broken')
    expect(summaries[0]).toContain('web')
  })
})

test('a run that may not push hands images on by a folder, and sets no tag', async () => {
  const context = onPullRequest({ headRepository: 'stranger/shop' })
  const { outcome, plans, registries } = making(ALL, {}, { context })
  const outputs = await outcome
  expect(plans[0]?.output).toMatchObject({
    push: 'no',
    others: ['type=oci,tar=false,dest=/layouts/base'],
  })
  expect(plans[1]?.output.others).toEqual([])
  expect(plans[2]?.buildContexts).toEqual([
    { name: 'base', value: expect.stringMatching(/^oci-layout:\/\/\/layouts\/base@sha256:d{64}$/) },
  ])
  expect(results(outputs)).toMatchObject([
    { name: 'api', result: 'built', image: '', tags: [] },
    { name: 'base', image: '' },
    { name: 'web', image: '' },
  ])
  expect(registries.requests.filter((line) => /^(PUT|POST|DELETE)/.test(line))).toEqual([])
})

describe('a limit', () => {
  test('names the component that passes it, which gets no tags', async () => {
    const { outcome, registries } = making([component('web')], { 'max-image-size': '999B' })
    await expect(outcome).rejects.toMatchObject({
      name: 'FailedResult',
      message: expect.stringMatching(/^Component 'web' failed: Input 'max-image-size'/),
      outputs: { tags: '' },
    })
    expect(tagged(registries.store, 'main', 'org/web')).toBeUndefined()
  })

  test('is a warning where the author wants that', async () => {
    const given = { 'max-image-size': '999B', 'on-limit': 'warn' }
    const { outcome, texts } = making([component('web')], given)
    await outcome
    expect(texts('warning')).toEqual([expect.stringContaining('web: ')])
  })
})

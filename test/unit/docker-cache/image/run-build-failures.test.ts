import { describe, expect, test } from '@jest/globals'
import { built, records } from '../records.ts'
import { DIGEST, done, failed, pushed } from './scripted-builder.ts'
import { caches, STEP, start } from './started-build.ts'

const BUSY =
  'ERROR: failed to build: failed to solve: failed to push ghcr.io/org/app: unexpected status from PUT request to https://ghcr.io/v2/org/app/manifests/x: 503 Service Unavailable'

describe('a push that the registry cannot take just then', () => {
  test('is tried again when the registry is ready', async () => {
    const { run, plans, asked, printed } = start({ builds: [failed([BUSY]), done()] })
    expect((await run.image).digest).toBe(DIGEST)
    expect(plans).toHaveLength(2)
    expect(plans[1]).toEqual(plans[0])
    expect(asked.ready).toBe(1)
    expect(printed.join('\n')).toContain('The push is tried again. The registry failed when')
  })

  test('is tried again as often as the author says, and is a failure then', async () => {
    const { run, plans, failures } = start({ builds: [failed([BUSY])] })
    await expect(run.ended).rejects.toThrow('503 Service Unavailable')
    expect(plans).toHaveLength(3)
    expect(failures).toHaveLength(1)
  })

  test('is not tried again where the author does not want it', async () => {
    const { run, plans, asked } = start({ builds: [failed([BUSY])], settings: { retries: 0 } })
    await expect(run.image).rejects.toThrow('503 Service Unavailable')
    expect({ builds: plans.length, asked: asked.ready }).toEqual({ builds: 1, asked: 0 })
  })

  test('is not tried again when the registry does not recover', async () => {
    const ready = { gaveUp: 'no answer within 60 s' }
    const { run, plans, printed } = start({ builds: [failed([BUSY])], ready })
    await expect(run.image).rejects.toThrow('503 Service Unavailable')
    expect(plans).toHaveLength(1)
    expect(printed).toContain('The push is not tried again: no answer within 60 s')
  })

  test.each([
    [
      'a failed step',
      'ERROR: failed to solve: process "/bin/sh -c curl x" did not complete successfully: exit code: 22',
    ],
    [
      'a step that prints such a status',
      'ERROR: failed to solve: process "/bin/sh -c echo 503 Service Unavailable" did not complete successfully: exit code: 1',
    ],
    [
      'a refusal',
      'ERROR: failed to solve: failed to push ghcr.io/org/app: denied: permission_denied: write_package',
    ],
    [
      'a base that cannot be read',
      'ERROR: failed to solve: ghcr.io/org/base: failed to resolve source metadata for ghcr.io/org/base:1: unexpected status: 503 Service Unavailable',
    ],
    ['silence', ''],
  ])('is not %s', async (_, text) => {
    const { run, plans, asked } = start({ builds: [failed(text === '' ? [] : [text])] })
    await expect(run.image).rejects.toMatchObject({ name: 'UserError' })
    expect({ builds: plans.length, asked: asked.ready }).toEqual({ builds: 1, asked: 0 })
  })
})

describe('a cache with holes', () => {
  const text = [
    `ERROR: failed to solve: failed to copy: httpReadSeeker: failed open: could not fetch content descriptor ${DIGEST} (application/vnd.oci.image.layer.v1.tar+gzip) from remote: not found`,
  ]

  test('is left out of a second build, which writes it anew', async () => {
    const { run, plans, texts } = start({ builds: [failed(text), done()] })
    expect((await run.image).digest).toBe(DIGEST)
    expect(caches(plans)).toEqual([1, 0])
    expect(plans[1]?.cacheTo).toEqual(plans[0]?.cacheTo)
    expect(texts('warning')).toEqual([expect.stringContaining('The cache cannot be used')])
  })

  test('is no reason for a third build', async () => {
    const { run, plans } = start({ builds: [failed(text)] })
    await expect(run.ended).rejects.toThrow('could not fetch content descriptor')
    expect(plans).toHaveLength(2)
  })
})

describe('a build that fails', () => {
  test('says what to do, with the progress so far', async () => {
    const error = 'exit code: 7'
    const { run, failures } = start({
      builds: [
        failed(
          ['ERROR: failed to build: failed to solve: target stage "x" could not be found'],
          [records(built('[2/2] RUN make', 1, 2, { error }))],
        ),
      ],
    })
    await expect(run.image).rejects.toThrow("Input 'target' is 'x'")
    expect(failures).toMatchObject([
      { graph: { failure: { error } }, text: [expect.stringContaining('could not be found')] },
    ])
  })

  test('fails with an exit code alone', async () => {
    const { run } = start({ builds: [failed([])] })
    await expect(run.image).rejects.toThrow('buildx ended with exit code 1 and said nothing')
    await expect(run.ended).rejects.toThrow('exit code 1')
  })

  test('fails, though its records tell of an image that is not pushed whole', async () => {
    const [exported, manifest] = pushed()
    const { run } = start({
      builds: [failed([], [STEP, ...[exported, manifest].flatMap((one) => one ?? [])])],
    })
    await expect(run.image).rejects.toThrow('exit code 1')
  })

  test('after the push, when only a cache was left to be written, is good', async () => {
    const { run } = start({ builds: [failed(['ERROR: something'], [STEP, ...pushed()])] })
    expect((await run.image).digest).toBe(DIGEST)
    expect(await run.ended).toMatchObject({ cacheEnded: 'builder-ended' })
  })

  test('fails after the push, where nothing was left to do', async () => {
    const builds = [failed(['ERROR: something'], [STEP, ...pushed()])]
    const { run } = start({ builds, given: { 'cache-write': 'false' } })
    // The image is there by then; the step learns of the failure at the end.
    expect((await run.image).digest).toBe(DIGEST)
    await expect(run.ended).rejects.toThrow('something')
  })
})

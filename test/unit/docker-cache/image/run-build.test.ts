import { describe, expect, test } from '@jest/globals'
import { built, records } from '../records.ts'
import {
  cacheExports,
  cacheFails,
  cacheWritten,
  DIGEST,
  done,
  endless,
  failed,
  pushed,
} from './scripted-builder.ts'
import { HIT, STEP, start } from './started-build.ts'

describe('a build', () => {
  test('answers the digest that the builder reports', async () => {
    const { run, failures } = start({ builds: [done([STEP])] })
    expect((await run.image).digest).toBe(DIGEST)
    expect(await run.ended).toMatchObject({ cacheEnded: undefined, graph: { steps: [{}] } })
    expect(failures).toEqual([])
  })

  test('of a folder has none', async () => {
    const { run } = start({ builds: [done([STEP], undefined)] })
    await run.ended
    // A default would stand in for undefined.
    const none = start({ builds: [() => ({ kind: 'done', digest: undefined })] })
    expect((await none.run.image).digest).toBeUndefined()
  })

  test('gives signs of life while it is silent, and stops them at its end', async () => {
    const running = records(built('[2/2] RUN make', 0, 0, { completed: undefined }))
    const { run, printed, advance, repeated } = start({ builds: [endless([running])] })
    expect(repeated.size).toBe(2)
    advance(12_000)
    run.abandon()
    await run.ended
    expect(printed.join('\n')).toContain('… [2/2] RUN make')
    expect(repeated.size).toBe(0)
  })

  test('whose builder cannot be started throws what the builder throws', async () => {
    const { run, repeated } = start({
      builds: [
        () => {
          throw new Error('no program')
        },
      ],
    })
    await expect(run.image).rejects.toThrow('no program')
    await expect(run.ended).rejects.toThrow('no program')
    expect(repeated.size).toBe(0)
  })
})

/** A layer cache that was looked up. */
const imported = (change = {}) =>
  records(built('importing cache manifest from ghcr.io/org/app:cache-main', 0, 1, change))

describe('an image that is pushed', () => {
  test('is known before its cache is written', async () => {
    const { run, advance } = start({ builds: [endless([STEP, ...pushed(), cacheExports])] })
    expect((await run.image).digest).toBe(DIGEST)
    let isOver = false
    const ended = run.ended.then((value) => {
      isOver = true
      return value
    })
    advance(59_000)
    await new Promise((resolve) => setImmediate(resolve))
    expect(isOver).toBe(false)
    run.abandon()
    expect(await ended).toMatchObject({ cacheEnded: undefined })
  })

  test('of cached steps alone needs no cache: the builder is stopped', async () => {
    const { run } = start({ builds: [endless([imported(), HIT, ...pushed()])] })
    expect((await run.image).digest).toBe(DIGEST)
    expect(await run.ended).toMatchObject({ cacheEnded: 'all-cached' })
  })

  test('of steps that only the builder itself has cached still needs one', async () => {
    const none = imported({ error: 'ghcr.io/org/app:cache-main: not found' })
    const { run, advance } = start({ builds: [endless([none, HIT, ...pushed(), cacheExports])] })
    await run.image
    advance(60_000)
    expect(await run.ended).toMatchObject({ cacheEnded: 'too-long' })
  })

  test('lets its cache take as long as it may, and no longer', async () => {
    const { run, advance } = start({ builds: [endless([STEP, ...pushed(), cacheExports])] })
    await run.image
    advance(60_000)
    expect(await run.ended).toMatchObject({ cacheEnded: 'too-long' })
  })

  test('is good when its cache cannot be written', async () => {
    const records = [STEP, ...pushed(), cacheFails('denied: no write')]
    const { run, failures } = start({ builds: [failed(['ERROR: denied: no write'], records)] })
    expect((await run.image).digest).toBe(DIGEST)
    expect((await run.ended).graph.cacheExport?.error).toBe('denied: no write')
    expect(failures).toEqual([])
  })

  test('is good when its cache was written, and the builder ends well', async () => {
    const { run } = start({ builds: [done([STEP, ...pushed(), cacheWritten])] })
    expect(await run.ended).toMatchObject({ cacheEnded: undefined })
  })
})

describe('a further output', () => {
  const given = { outputs: 'type=local,dest=out' }
  const FOLDER = 'exporting to client directory'
  const writes = records(built(FOLDER, 1, 0, { completed: undefined }))
  const reject = async (statuses: Parameters<typeof failed>[1], text: readonly string[]) => {
    const { run, failures } = start({ builds: [failed(text, statuses)], given })
    await expect(run.image).rejects.toMatchObject({ name: 'UserError' })
    await expect(run.ended).rejects.toMatchObject({ name: 'UserError' })
    expect(failures).toHaveLength(1)
  }

  test('that fails after the push fails the build, and nobody learns of an image', async () => {
    const full = records(built(FOLDER, 1, 2, { error: 'no space left on device' }))
    await reject([STEP, ...pushed(), full], ['ERROR: failed to solve: no space left on device'])
  })

  test('that fails without a word fails it, though the cache is cancelled by that alone', async () => {
    const cancelled = cacheFails('context canceled')
    await reject([STEP, ...pushed(), cancelled], ['ERROR: failed to solve: error from receiver'])
  })

  test('that a failing cache has cut short fails it', async () => {
    const cut = records(built(FOLDER, 1, 2, { error: 'context canceled' }))
    await reject([STEP, ...pushed(), cut, cacheFails('denied')], ['ERROR: denied'])
  })

  test('is waited for, even where all is cached', async () => {
    const { run, advance } = start({ builds: [endless([HIT, ...pushed(), writes])], given })
    advance(600_000)
    let known = false
    void run.image.then(() => {
      known = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(known).toBe(false)
    run.abandon()
    await run.ended
    expect(known).toBe(true)
  })

  test('that is there makes the build good', async () => {
    const folder = records(built(FOLDER, 1, 2))
    const { run } = start({ builds: [done([STEP, folder, ...pushed()])], given })
    expect((await run.image).digest).toBe(DIGEST)
  })

  test('does not keep a cache from being given up', async () => {
    const folder = records(built(FOLDER, 1, 2))
    const script = endless([STEP, folder, ...pushed(), cacheExports])
    const { run, advance } = start({ builds: [script], given })
    advance(60_000)
    expect(await run.ended).toMatchObject({ cacheEnded: 'too-long' })
    expect((await run.image).digest).toBe(DIGEST)
  })
})

import type { CarriedMount } from '@ci-kit/docker-cache/cache/mounts/carried-mount'
import { savedTag } from '@ci-kit/docker-cache/cache/mounts/mount-arguments'
import { savedMounts } from '@ci-kit/docker-cache/cache/mounts/mount-builds'
import type { MountPlace, Solved } from '@ci-kit/docker-cache/cache/mounts/mount-ports'
import { restoreMounts } from '@ci-kit/docker-cache/cache/mounts/restore-mounts'
import { saveMounts } from '@ci-kit/docker-cache/cache/mounts/save-mounts'
import { describe, expect, test } from '@jest/globals'
import { memoryLog } from '../../fake-ports.ts'

const mount = (id: string, ...lines: number[]): CarriedMount => ({
  id,
  sharing: 'shared',
  mode: undefined,
  uid: undefined,
  gid: undefined,
  lines,
  image: 'node:24',
  onBuildPlatform: false,
})

const place: MountPlace = {
  repository: 'ghcr.io/org/app',
  scopes: { read: ['x', 'main'], write: 'x' },
  platforms: [],
  run: 'r1',
}

const [npm, apt] = [mount('npm', 4), mount('apt', 7, 9)]
const digestOf = (tag: string) => `sha256:${tag}`

/** Small builds that all end like this; `atOnce` is the most that went on at a time. */
const ports = (solved: Partial<Solved> = {}, images: readonly string[] = []) => {
  const { log, printed, annotations } = memoryLog()
  const calls: (readonly string[])[] = []
  let running = 0
  const seen = { atOnce: 0 }
  const solve = async (args: readonly string[]): Promise<Solved> => {
    calls.push(args)
    running += 1
    seen.atOnce = Math.max(seen.atOnce, running)
    await new Promise((resolve) => setTimeout(resolve, 1))
    running -= 1
    return { exitCode: 0, text: '', timedOut: false, ...solved }
  }
  const saved = {
    digestOf: async (tag: string) => (images.includes(tag) ? digestOf(tag) : undefined),
  }
  return { ports: { builds: { solve }, log, saved }, calls, printed, annotations, seen }
}

const tag = (one: CarriedMount, scope: string) => savedTag(scope, one, place)

describe('mounts are brought in', () => {
  test('from the best scope that has saved them, all in one build', async () => {
    const images = [tag(npm, 'x'), tag(npm, 'main'), tag(apt, 'main')]
    const fake = ports({ text: '#9 0.1 ci-kit-mount-restored 1\n' }, images)
    expect(await restoreMounts([npm, apt], place, undefined, fake.ports)).toEqual(['apt'])
    expect(fake.calls).toHaveLength(1)
    expect(fake.calls[0]).toEqual(
      expect.arrayContaining([
        `--build-context=saved0=docker-image://ghcr.io/org/app@${digestOf(tag(npm, 'x'))}`,
        `--build-context=saved1=docker-image://ghcr.io/org/app@${digestOf(tag(apt, 'main'))}`,
        '--output=type=cacheonly',
      ]),
    )
    expect(fake.printed).toEqual([`Brought in the cache mount apt from ${tag(apt, 'main')}.`])
  })

  test.each([
    ['all of them when nothing is predicted', undefined, 1],
    ['those of lines that will run', new Set([9]), 1],
    ['none when no line of theirs will run', new Set([5]), 0],
    ['none when nothing will run', new Set<number>(), 0],
  ])('%s', async (_, predicted, builds) => {
    const fake = ports({}, [tag(apt, 'main')])
    await restoreMounts([apt], place, predicted, fake.ports)
    expect(fake.calls).toHaveLength(builds)
  })

  test('not when nobody has saved any', async () => {
    const fake = ports()
    expect(await restoreMounts([npm], place, undefined, fake.ports)).toEqual([])
    expect(fake.calls).toEqual([])
    expect(fake.printed).toEqual(['No saved content of the cache mount npm yet.'])
  })

  test.each([
    [{ text: '#1 x\nERROR: failed to build: failed to solve: boo\n' }, 'boo'],
    [{ text: '' }, 'exit code 1'],
    [{ text: '', timedOut: true }, 'it took longer than 120 s'],
    [{ text: 'ERROR: a\n::error::b' }, 'brought in: a.'],
  ])('with one warning when it fails: %j', async (solved, words) => {
    const fake = ports({ exitCode: 1, ...solved }, [tag(npm, 'x'), tag(apt, 'x')])
    expect(await restoreMounts([npm, apt], place, undefined, fake.ports)).toEqual([])
    expect(fake.annotations).toEqual([
      { level: 'warning', text: expect.stringContaining(words), at: {} },
    ])
  })

  test('with no look-up that never ends', async () => {
    const { log } = memoryLog()
    const never = savedMounts({ head: () => new Promise(() => {}) }, log, 5)
    expect(await never.digestOf('x')).toBeUndefined()
  })

  test('but a bug in a look-up is not hidden', async () => {
    const { log } = memoryLog()
    const broken = savedMounts({ head: () => Promise.reject(new TypeError('bug')) }, log)
    await expect(broken.digestOf('x')).rejects.toThrow('bug')
  })
})

describe('mounts are saved', () => {
  const save = (
    fake: ReturnType<typeof ports>,
    ran: number[],
    where = place,
    mounts = [npm, apt],
  ) => saveMounts(mounts, where, { ran: new Set(ran), maxBytes: 3 * 1024 * 1024 }, fake.ports)

  test('under the own scope, when a RUN of theirs was run', async () => {
    const fake = ports()
    expect(await save(fake, [9])).toEqual(['apt'])
    expect(fake.calls).toHaveLength(1)
    expect(fake.calls[0]).toEqual(
      expect.arrayContaining([
        `--output=name=ghcr.io/org/app:${tag(apt, 'x')},type=image,push=true,store=false,unpack=false,oci-mediatypes=true,compression=zstd`,
        '--build-arg=CI_KIT_LIMIT_KIB=3072',
      ]),
    )
  })

  test('not when the event writes no cache', async () => {
    const fake = ports()
    const readOnly = { ...place, scopes: { read: ['main'], write: undefined } }
    expect(await save(fake, [4, 9], readOnly)).toEqual([])
    expect(fake.calls).toEqual([])
  })

  test('two at a time', async () => {
    const fake = ports()
    const mounts = Array.from({ length: 7 }, (_, index) => mount(`m${index}`, 1))
    expect(await save(fake, [1], place, mounts)).toHaveLength(7)
    expect(fake.seen.atOnce).toBe(2)
  })

  test('with one warning for all that failed', async () => {
    const fake = ports({ exitCode: 1, text: 'ERROR: denied' })
    expect(await save(fake, [4, 9])).toEqual([])
    expect(fake.annotations).toEqual([
      {
        level: 'warning',
        text: 'The content of cache mounts could not be saved: npm: denied; apt: denied. The image is not affected.',
        at: {},
      },
    ])
  })

  test.each([
    [77, 'notice', /npm is not saved: it holds more than 3 MiB/],
    [78, undefined, /npm is empty/],
    [1, 'warning', /could not be saved/],
  ])('not when the step ends with %i', async (code, level, words) => {
    const text = `ERROR: failed to solve: process "/bin/sh" did not complete successfully: exit code: ${code}`
    const fake = ports({ exitCode: 1, text })
    expect(await save(fake, [4])).toEqual([])
    expect(fake.annotations.map((one) => one.level)).toEqual(level ? [level] : [])
    expect([...fake.annotations.map((one) => one.text), ...fake.printed].join()).toMatch(words)
  })
})

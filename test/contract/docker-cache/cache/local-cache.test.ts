import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { entryName } from '@ci-kit/docker-cache/cache/cache-entry'
import { type CachePlan, cachePlan } from '@ci-kit/docker-cache/cache/cache-plan'
import { cacheTag } from '@ci-kit/docker-cache/cache/cache-tags'
import type { LocalCache } from '@ci-kit/docker-cache/cache/local-cache'
import { openLocalCache } from '@ci-kit/docker-cache/cache/local-cache-folder'
import { rotateLocalCache } from '@ci-kit/docker-cache/cache/rotate-local-cache'
import { describe, expect, test } from '@jest/globals'
import { REPOSITORY, wishes } from '../../../unit/docker-cache/cache/wishes.ts'
import { contextWith } from '../../../unit/docker-cache/contexts.ts'
import { folderWith } from '../../folders.ts'

const KIB = 1024

/** The folders of two branches. */
const [X, MAIN] = [cacheTag(`${REPOSITORY}:x`), cacheTag(`${REPOSITORY}:main`)]
const staged = (run: string) => `.new-${X}~${run}`

const planIn = (folder: string, branch = 'x', run = 'r1'): CachePlan =>
  cachePlan(wishes({ localCache: { folder, run } }), contextWith({ ref: `refs/heads/${branch}` }))

const localOf = ({ local }: CachePlan): LocalCache => {
  if (!local) throw new Error('no local cache')
  return local
}

const names = (entries: CachePlan['from'], folder: string) =>
  entries
    .filter(({ origin }) => origin === 'local-cache')
    .map((entry) => entryName(entry).slice(folder.length + 1))

/** A cache as BuildKit leaves one; `age` in minutes. */
const cacheAt = (folder: string, text: string, kib = 1, age = 0) => {
  mkdirSync(join(folder, 'blobs', 'sha256'), { recursive: true })
  writeFileSync(join(folder, 'index.json'), text)
  writeFileSync(join(folder, 'blobs', 'sha256', 'x'), Buffer.alloc(kib * KIB))
  const then = Date.now() / 1000 - age * 60
  utimesSync(join(folder, 'index.json'), then, then)
}

const textOf = (folder: string) => readFileSync(join(folder, 'index.json'), 'utf8')

describe('opening', () => {
  test('leaves out what is not there, and makes the place to write to', async () => {
    const folder = join(folderWith(), 'new')
    const plan = await openLocalCache(planIn(folder))
    expect(names(plan.from, folder)).toEqual([])
    expect(names(plan.to, folder)).toEqual([staged('r1')])
    expect(readdirSync(folder)).toEqual([staged('r1')])
    expect(plan.from).toHaveLength(2)
  })

  test('finds what is there', async () => {
    const folder = folderWith()
    cacheAt(join(folder, MAIN), 'main')
    mkdirSync(join(folder, X))
    expect(names((await openLocalCache(planIn(folder))).from, folder)).toEqual([MAIN])
  })

  test('goes on without a folder that cannot be used', async () => {
    const file = join(folderWith({ file: '' }), 'file')
    const plan = await openLocalCache(planIn(join(file, 'cache')))
    expect(plan.local).toBeUndefined()
    expect([plan.from.length, plan.to.length]).toEqual([2, 1])
    expect(plan.notices).toEqual([expect.stringMatching(/'local-cache' is not used: .*ENOTDIR/)])
  })

  test('does not touch what another run is about to write or to swap', async () => {
    const folder = folderWith()
    cacheAt(join(folder, '.new-other'), 'new')
    cacheAt(join(folder, `.old-${X}~other`), 'old')
    await openLocalCache(planIn(folder))
    expect(new Set(readdirSync(folder))).toEqual(
      new Set(['.new-other', staged('r1'), `.old-${X}~other`]),
    )
  })

  test('puts a cache back whose swap was cut short, and clears away the rest', async () => {
    const folder = folderWith()
    cacheAt(join(folder, `.old-${X}~crashed`), 'x')
    cacheAt(join(folder, `.old-${MAIN}~crashed`), 'old')
    cacheAt(join(folder, MAIN), 'main')
    cacheAt(join(folder, '.new-other'), 'new')
    const plan = await openLocalCache(planIn(folder), Date.now() + 2 * 60_000)
    expect(names(plan.from, folder)).toEqual([X, MAIN])
    expect(textOf(join(folder, X))).toBe('x')
    expect(textOf(join(folder, MAIN))).toBe('main')
    expect(new Set(readdirSync(folder))).toEqual(new Set(['.new-other', staged('r1'), MAIN, X]))
    await openLocalCache(planIn(folder, 'x', 'r2'), Date.now() + 7 * 24 * 3_600_000)
    expect(new Set(readdirSync(folder))).toEqual(new Set([staged('r2'), MAIN, X]))
  })

  test('changes nothing without the input', async () => {
    const plan = cachePlan(wishes(), contextWith())
    expect(await openLocalCache(plan)).toBe(plan)
  })
})

describe('rotating', () => {
  test('puts the new cache in the place of the old one and leaves nothing else', async () => {
    const folder = folderWith()
    const local = localOf(await openLocalCache(planIn(folder)))
    cacheAt(join(folder, X), 'old', 50)
    cacheAt(join(folder, staged('r1')), 'new')
    expect(await rotateLocalCache(local, 100 * KIB)).toEqual({ written: true, notices: [] })
    expect(readdirSync(folder)).toEqual([X])
    expect(textOf(join(folder, X))).toBe('new')
  })

  test('keeps the old cache where nothing was exported', async () => {
    const folder = folderWith()
    cacheAt(join(folder, X), 'old')
    const local = localOf(await openLocalCache(planIn(folder)))
    expect(await rotateLocalCache(local, 100 * KIB)).toEqual({ written: false, notices: [] })
    expect(readdirSync(folder)).toEqual([X])
  })

  test('drops what is too big, and says by how much', async () => {
    const folder = folderWith()
    cacheAt(join(folder, X), 'old')
    const local = localOf(await openLocalCache(planIn(folder)))
    cacheAt(join(folder, staged('r1')), 'new', 3 * KIB)
    const { written, notices } = await rotateLocalCache(local, 2 * KIB * KIB)
    expect(written).toBe(false)
    expect(notices).toEqual([
      expect.stringMatching(/has 4 MiB, and input 'local-cache-max-size' allows 2\./),
    ])
    expect(readdirSync(folder)).toEqual([X])
    expect(textOf(join(folder, X))).toBe('old')
  })

  test('makes room: the oldest go first, what this run reads goes last', async () => {
    const folder = folderWith({ 'notes/text': 'of the author' })
    cacheAt(join(folder, MAIN), 'main', 20, 90)
    cacheAt(join(folder, 'cache-a'), 'a', 20, 60)
    cacheAt(join(folder, 'cache-b'), 'b', 20, 30)
    const local = localOf(await openLocalCache(planIn(folder)))
    cacheAt(join(folder, staged('r1')), 'x', 20)
    await rotateLocalCache(local, 70 * KIB)
    expect(new Set(readdirSync(folder))).toEqual(new Set(['cache-b', MAIN, X, 'notes']))
  })

  test('by many runs at once leaves one whole cache', async () => {
    const folder = folderWith()
    const runs = Array.from({ length: 12 }, (_, index) => `r${index}`)
    const results = await Promise.all(
      runs.map(async (run) => {
        const local = localOf(await openLocalCache(planIn(folder, 'x', run)))
        cacheAt(join(folder, staged(run)), run)
        return rotateLocalCache(local, 100 * KIB)
      }),
    )
    expect(results.some(({ written }) => written)).toBe(true)
    const left = readdirSync(folder).filter((name) => !name.startsWith('.new-'))
    expect(left).toEqual([X])
    expect(runs).toContain(textOf(join(folder, X)))
  })

  test('that is cut short in the middle blocks nobody', async () => {
    const folder = folderWith()
    cacheAt(join(folder, X), 'old')
    const crashed = localOf(await openLocalCache(planIn(folder, 'x', 'crashed')))
    if (!crashed.write) throw new Error('nothing to write')
    await rename(crashed.write.place, crashed.write.replaced)
    const next = localOf(await openLocalCache(planIn(folder)))
    cacheAt(join(folder, staged('r1')), 'new')
    expect(await rotateLocalCache(next, 100 * KIB)).toEqual({ written: true, notices: [] })
    expect(textOf(join(folder, X))).toBe('new')
  })

  test('that cannot be done is a notice', async () => {
    const folder = folderWith()
    const local = localOf(await openLocalCache(planIn(folder)))
    cacheAt(join(folder, staged('r1')), 'new')
    writeFileSync(join(folder, X), 'a file of somebody')
    const spoiled: LocalCache = {
      ...local,
      write: local.write && { ...local.write, replaced: join(folder, 'none', 'x') },
    }
    const { written, notices } = await rotateLocalCache(spoiled, 100 * KIB)
    expect(written).toBe(false)
    expect(notices).toEqual([expect.stringMatching(/'local-cache' could not be kept in order/)])
    expect(existsSync(join(folder, X))).toBe(true)
  })
})

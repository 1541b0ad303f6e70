import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { largeImage, MEBIBYTE } from '@ci-kit/cli/demo/large-image'
import { lackOfSpace, largeLeftOut, largeStory } from '@ci-kit/cli/demo/large-story'
import { tell } from '@ci-kit/cli/demo/tell'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { build, run, skipped } from './demo-builds.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ck-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('tell', () => {
  const common = { selected: ['api'], skip: 'auto' } as const
  const chapters = [
    { ...common, title: 'first', outcome: 'built', run: run(build('api', 0, 'a')) },
    { ...common, title: 'again', outcome: 'unchanged', run: run(skipped('api', 'a')) },
    { ...common, title: 'cached', outcome: 'cached', run: run(build('api', 8, 'b')) },
  ] as const

  test('plays all chapters in turn, compares each with the one before, and goes on after a failure', async () => {
    const said: string[] = []
    const played = tell(
      chapters,
      async (chapter) => chapter.run,
      (line) => said.push(line),
      3,
    )
    const { story, broken } = await played
    expect(said).toEqual(['\n3. first', '\n4. again', '\n5. cached'])
    expect(story).toEqual(chapters.map(({ title, run }) => ({ title, run })))
    expect(broken).toEqual([
      expect.stringMatching(/^'cached', api: the digest changed from sha256:a+ to sha256:b+\.$/),
      "'cached', api: 8 of 9 steps were cached; all have to be.",
    ])
  })
})

describe('the large image', () => {
  const { signal } = new AbortController()

  test.each([
    [512, 4_100_000_000, undefined],
    [512, 4_026_531_839, 'only 4.0 GB free, needs 4.1 GB'],
    [512, 2_190_000_000, 'only 2.1 GB free, needs 4.1 GB'],
    [2, 100_000_000, undefined],
  ])('of %i MiB with %i bytes free: left out because %s', (mebibytes, free, expected) => {
    expect(lackOfSpace(mebibytes, free)).toBe(expected)
  })

  test('that is left out breaks nothing, and is told', () => {
    const story = [{ title: 'large image', leftOut: 'why' }]
    expect(largeLeftOut('why')).toEqual({ story, broken: [] })
  })

  test('has to be of 500 MB, cached in full, and above 80 % after one line', () => {
    const chapters = largeStory(512)
    expect(chapters.map(({ outcome }) => outcome)).toEqual(['built', 'cached', 'built'])
    expect(chapters.map(({ rateAbove }) => rateAbove)).toEqual([undefined, undefined, 80])
    for (const { bytesAtLeast } of chapters) expect(bytesAtLeast).toBeGreaterThan(500_000_000)
  })

  test('is a folder with as many random bytes, of which a change leaves all but one file', async () => {
    const place = join(folder, 'large')
    const image = await largeImage(place, 2, signal)
    const times = () =>
      new Map(
        readdirSync(place).map((name) => {
          const { size, mtimeNs, ino } = statSync(join(place, name), { bigint: true })
          return [name, `${size} ${mtimeNs} ${ino}`]
        }),
      )
    const before = times()
    expect(statSync(join(place, 'dependencies.bin')).size).toBe(2 * MEBIBYTE)
    image.changeLine()
    const after = times()
    expect([...after.keys()].filter((name) => after.get(name) !== before.get(name))).toEqual([
      'source.txt',
    ])
  })

  test('is not written on when it is interrupted', async () => {
    const stopped = AbortSignal.abort(new Error('Stopped by SIGINT.'))
    const place = join(folder, 'large')
    await expect(largeImage(place, 1_000_000, stopped)).rejects.toThrow('Stopped by SIGINT.')
    expect(statSync(join(place, 'dependencies.bin')).size).toBe(0)
  })
})

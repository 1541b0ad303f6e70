import { layerContents } from '@ci-kit/docker-cache/publish/layer-contents'
import { layerWaste } from '@ci-kit/docker-cache/publish/layer-waste'
import { efficiencyReport } from '@ci-kit/docker-cache/report/efficiency-report'
import { describe, expect, test } from '@jest/globals'

type Files = Readonly<Record<string, number>>

async function* members(files: Files) {
  for (const [path, size] of Object.entries(files))
    yield { path, size, isDirectory: path.endsWith('/') }
}

const wasteOf = async (...layers: Files[]) =>
  layerWaste(await Promise.all(layers.map((files) => layerContents(members(files), () => {}))))

describe('waste', () => {
  test.each<[string, Files[], number, number]>([
    ['an image without layers', [], 1, 0],
    ['empty files', [{ a: 0 }, { a: 0 }], 1, 0],
    ['different files', [{ a: 10 }, { b: 5 }], 1, 0],
    ['a file twice', [{ a: 10 }, { './a': 10 }], 0.5, 10],
    ['a file that grows', [{ a: 10 }, { a: 30 }], 0.25, 30],
    ['a file that is removed', [{ 'd/a': 10, b: 30 }, { 'd/.wh.a': 0 }], 0.75, 10],
    ['a file removed in its own layer', [{ b: 30 }, { '.wh.a': 0 }], 1, 0],
    ['a folder that is removed', [{ 'd/e/a': 10, 'd/b': 20, da: 30 }, { '.wh.d': 0 }], 0.5, 30],
    ['a folder that is emptied', [{ 'd/a': 10, b: 30 }, { 'd/.wh..wh..opq': 0 }], 0.75, 10],
    [
      'everything emptied',
      [
        { 'd/a': 10, b: 30 },
        { '.wh..wh..opq': 0, c: 40 },
      ],
      0.5,
      40,
    ],
    ['an emptied folder filled again', [{ 'd/a': 10 }, { 'd/.wh..wh..opq': 0, 'd/a': 10 }], 0, 20],
    ['a removed file that comes back', [{ a: 10 }, { '.wh.a': 0 }, { a: 10 }], 0, 20],
    ['folders', [{ 'd/': 4096 }, { 'd/': 4096, 'd/a': 10 }], 1, 0],
    ['names of objects', [{ constructor: 10 }, { __proto__x: 10 }], 1, 0],
  ])('%s', async (_, layers, efficiency, wastedBytes) => {
    const waste = await wasteOf(...layers)
    expect(waste).toMatchObject({ efficiency, wastedBytes })
    expect(waste.wastedPercent).toBeCloseTo(100 - 100 * efficiency)
  })

  test('lists the worst paths first, and 20 at most', async () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`f${n}`, n]))
    const { worst } = await wasteOf(files, files)
    expect(worst.length).toBe(20)
    expect(worst[0]).toEqual({ path: 'f29', bytes: 29, layers: 2 })
  })
})

describe('the report', () => {
  test('says how much and where', async () => {
    const report = efficiencyReport(await wasteOf({ 'a|b': 2_000_000 }, { 'a|b': 2_000_000 }))
    expect(report).toContain('Layer efficiency: 50.0 %, 2.0 MB wasted (50.0 %)')
    expect(report).toContain('| <code>a&#124;b</code> | 2.0 MB | 2 |')
  })

  test('has no table without waste', async () => {
    expect(efficiencyReport(await wasteOf({ a: 1 }))).toBe(
      'Layer efficiency: 100.0 %, 0 B wasted (0.0 %)',
    )
  })

  test('rounds no waste away', async () => {
    const report = efficiencyReport(await wasteOf({ a: 1, b: 1e9 }, { a: 1 }))
    expect(report).toContain('Layer efficiency: 99.9 %')
  })
})

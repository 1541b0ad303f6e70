import type { Change } from '@ci-kit/detect-changes/change'
import { isMissing } from '@ci-kit/detect-changes/found'
import { githubHistory } from '@ci-kit/detect-changes/github/history'
import { emptyTreeLike } from '@ci-kit/detect-changes/sha'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Files, importCommit, type Leaf } from './fast-import.ts'
import { paths, type ServedApi, servedApi, sha, value } from './github.ts'
import { inGit, remove, repository, sorted, temporaryFolder } from './repository.ts'

let root: string
let folder: string
/** GitHub that cuts nothing, and two that cut early. */
let served: readonly ServedApi[]
beforeAll(async () => {
  root = temporaryFolder()
  folder = repository(root)
  served = await Promise.all(
    [100_000, 6, 1].map((treeLimit) => servedApi({ repository: { folder, treeLimit } })),
  )
})
afterAll(async () => {
  await Promise.all(served.map(({ server }) => server.close()))
  remove(root)
})

/** What Git says, as `status path` lines. */
const truth = (base: string, head: string): readonly string[] => {
  const words = { A: 'added', D: 'deleted' }
  const output = inGit(folder, 'diff', '--no-renames', '--name-status', '-z', base, head)
  const fields = output.split('\0').slice(0, -1)
  return Array.from({ length: fields.length / 2 }, (_, at) => {
    const letter = fields[at * 2]
    const status = letter === 'A' || letter === 'D' ? words[letter] : 'modified'
    return `${status} ${fields[at * 2 + 1]}`
  }).toSorted()
}

const asked = (
  { api }: ServedApi,
  base: string,
  head: string,
): ReturnType<ReturnType<typeof githubHistory>['changes']> => githubHistory(api).changes(base, head)

const leaf: fc.Arbitrary<Leaf> = fc.oneof(
  fc.record({
    mode: fc.constantFrom<Leaf['mode']>('100644', '100755', '120000'),
    content: fc.constantFrom('1', '2'),
  }),
  fc.record({
    mode: fc.constant<Leaf['mode']>('160000'),
    content: fc.constantFrom(sha(1), sha(2)),
  }),
)

type Pair = readonly [base: Files, head: Files]

/** A place that is the same on both sides, differs, or is a folder of such places. */
const pair = (depth: number): fc.Arbitrary<Pair> => {
  const one = leaf.map((entry): Files => new Map([['', entry]]))
  const none = fc.constant<Files>(new Map())
  const side = fc.oneof(none, one, ...(depth > 0 ? [pair(depth - 1).map(([base]) => base)] : []))
  return fc.oneof(
    side.map((files): Pair => [files, files]),
    fc.tuple(side, side),
    ...(depth > 0 ? [inFolder(pair(depth - 1)), inFolder(pair(depth - 1))] : []),
  )
}

const NAMES = ['a', 'b', 'a b', 'é', '"q"', '-x', 'tab\t', 'nl\n::error::', 'a.b', '日本', '\\']

const inFolder = (inner: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), inner), {
      selector: ([name]) => name,
      maxLength: 4,
    })
    .map((places): Pair => [joined(places, 0), joined(places, 1)])

const joined = (places: readonly (readonly [string, Pair])[], side: 0 | 1): Files =>
  new Map(
    places.flatMap(([name, files]) =>
      [...files[side]].map(
        ([path, entry]) => [path === '' ? name : `${name}/${path}`, entry] as const,
      ),
    ),
  )

describe('changes', () => {
  test('are what Git finds, whether GitHub cuts its lists or not', async () => {
    await fc.assert(
      fc.asyncProperty(inFolder(pair(3)), async ([before, after]) => {
        const base = importCommit(folder, 'refs/heads/base', before)
        const head = importCommit(folder, 'refs/heads/head', after)
        const expected = truth(base, head)
        for (const one of served) expect(sorted(await asked(one, base, head))).toEqual(expected)
      }),
      { numRuns: 25 },
    )
  }, 240_000)

  const file = (content: string): Leaf => ({ mode: '100644', content })
  const commitOf = (name: string, files: Readonly<Record<string, Leaf>>): string =>
    importCommit(folder, `refs/heads/${name}`, new Map(Object.entries(files)))
  const fresh = (more: { treeLimit?: number; folderLimit?: number } = {}): Promise<ServedApi> =>
    servedApi({ repository: { folder, ...more } })

  test('take two requests, sent together', async () => {
    const [base, head] = [commitOf('b', { a: file('1') }), commitOf('h', { a: file('2') })]
    const one = await fresh()
    const changes: readonly Change[] = value(await asked(one, base, head))
    expect(changes).toEqual([{ path: 'a', status: 'modified' }])
    expect(paths(one.server).toSorted()).toEqual(
      [base, head].map((id) => `git/trees/${id}?recursive=1`).toSorted(),
    )
    expect(one.server.mostAtOnce()).toBe(2)
    await one.server.close()
  })

  test('of nothing but the mode or the type count', async () => {
    const as = (mode: Leaf['mode']): Leaf => ({ mode, content: '1' })
    const base = commitOf('b', { m: as('100644'), 'd/t': as('100644'), f: as('100644') })
    const head = commitOf('h', { m: as('100755'), 'd/t': as('120000'), 'f/x': as('100644') })
    for (const one of served) {
      expect(sorted(await asked(one, base, head))).toEqual([
        'added f/x',
        'deleted f',
        'modified d/t',
        'modified m',
      ])
    }
  })

  test('take no request for the empty tree, and none for two of the same', async () => {
    const head = commitOf('h', { b: file('2'), 'a/c': file('1') })
    const one = await fresh()
    const empty = emptyTreeLike(head)
    expect(value(await asked(one, empty, head)).map(({ path }) => path)).toEqual(['a/c', 'b'])
    expect(value(await asked(one, head, empty))).toHaveLength(2)
    expect(value(await asked(one, head, head))).toEqual([])
    expect(one.server.requests).toHaveLength(2)
    await one.server.close()
  })

  test('of a large repository come from the folders that differ', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, at) => [`same/${at % 20}/${at}`, file('1')]),
    )
    const base = commitOf('b', { ...many, 'some/deep/file': file('1') })
    const head = commitOf('h', { ...many, 'some/deep/file': file('2') })
    const one = await fresh({ treeLimit: 100 })
    expect(sorted(await asked(one, base, head))).toEqual(['modified some/deep/file'])
    expect(one.server.requests).toHaveLength(6)
    await one.server.close()
  })

  test('that take too many requests are given up', async () => {
    const tree = (content: string) =>
      Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`${at}/x/y`, file(content)]))
    const one = await fresh({ treeLimit: 1 })
    const answer = await asked(one, commitOf('b', tree('1')), commitOf('h', tree('2')))
    expect(isMissing(answer) && answer.missing).toBe(
      'GitHub cuts the list of the files of this repository, and comparing its folders one by one takes more than 200 requests',
    )
    expect(one.server.requests.length).toBeLessThanOrEqual(200)
    expect(one.server.mostAtOnce()).toBeLessThanOrEqual(8)
    await one.server.close()
  })

  test('in a folder that GitHub cuts are given up', async () => {
    const files = { a: file('1'), b: file('1'), c: file('1') }
    const one = await fresh({ treeLimit: 2, folderLimit: 2 })
    const answer = await asked(one, commitOf('b', files), commitOf('h', { ...files, d: file('1') }))
    expect(answer).toEqual({
      missing: 'GitHub cuts the list of the files of a single folder of this repository',
    })
    await one.server.close()
  })

  test('of names that are no UTF-8 are never lost', async () => {
    const same = { 'same/\\377': file('1') }
    const base = commitOf('b', { ...same, 'x/\\377': file('1'), 'y\\377/z': file('1') })
    const head = commitOf('h', { ...same, 'x/\\376': file('1'), 'y\\376/z': file('1') })
    for (const one of served) {
      expect(sorted(await asked(one, base, head))).toEqual([
        'modified x/\ufffd',
        'modified y\ufffd/z',
      ])
    }
  })
})

import { describe, expect, test } from '@jest/globals'
import { root, temp } from './folders.ts'
import { checkout, commit, historyOf, inGit, repository, sorted } from './repository.ts'

describe('where two histories meet', () => {
  test('a branch since it left main, in a full checkout', async () => {
    const origin = repository(root)
    const fork = commit(origin, { a: '1' })
    inGit(origin, 'checkout', '--quiet', '-b', 'feature')
    const head = commit(origin, { b: '1' })
    inGit(origin, 'checkout', '--quiet', 'main')
    const main = commit(origin, { a: '2' })
    const history = historyOf(checkout(root, origin, 0), temp)
    expect(await history.commits(['main', head])).toEqual({ value: [main, head] })
    expect(await history.mergeBase(main, head)).toEqual({ value: fork })
    expect(sorted(await history.changes(fork, head))).toEqual(['added b'])
    expect(history.calls).toEqual(['rev-parse', 'diff-tree'])
  })

  test('is not known in a shallow checkout, nor between unrelated histories', async () => {
    const origin = repository(root)
    commit(origin, { a: '1' })
    const main = commit(origin, { a: '2' })
    inGit(origin, 'checkout', '--quiet', '--orphan', 'other')
    const other = commit(origin, { b: '1' })
    const expected = { missing: expect.stringContaining("'fetch-depth: 0'") }
    expect(await historyOf(checkout(root, origin), temp).mergeBase(main, other)).toEqual(expected)
    expect(await historyOf(checkout(root, origin, 0), temp).mergeBase(main, other)).toEqual(
      expected,
    )
  })
})

describe('names of commits', () => {
  test('remote branches, local branches, tags with and without a note', async () => {
    const origin = repository(root)
    const one = commit(origin, { a: '1' })
    inGit(origin, 'tag', 'light')
    inGit(origin, 'tag', '-a', 'noted', '-m', 'note')
    const two = commit(origin, { a: '2' })
    const folder = checkout(root, origin, 0)
    inGit(folder, 'fetch', '--quiet', '--tags')
    inGit(folder, 'branch', 'local', one)
    const history = historyOf(folder, temp)
    expect(
      await history.commits([
        'light',
        'noted',
        'local',
        'main',
        'refs/heads/main',
        'refs/tags/noted',
        one,
      ]),
    ).toEqual({
      value: [one, one, one, two, two, one, one],
    })
  })

  test('one that is not there', async () => {
    const origin = repository(root)
    commit(origin, { a: '1' })
    expect(await historyOf(origin, temp).commits(['nobody'])).toEqual({
      missing: expect.stringContaining('the branch or tag to compare is not in the checkout'),
    })
  })

  test('ids take no process', async () => {
    const history = historyOf(temp, temp)
    const id = 'a'.repeat(40)
    expect(await history.commits([id])).toEqual({ value: [id] })
    expect(history.calls).toEqual([])
  })
})

import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { History } from '@ci-kit/detect-changes/history'
import { emptyTreeLike } from '@ci-kit/detect-changes/sha'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  checkout,
  commit,
  footprint,
  historyOf,
  inGit,
  remove,
  repository,
  sorted,
  temporaryFolder,
} from './repository.ts'

let root: string
let temp: string
let home: string
beforeEach(() => {
  root = temporaryFolder()
  temp = join(root, 'temp')
  home = join(root, 'home')
  for (const folder of [temp, home, join(root, 'bin')]) mkdirSync(folder)
  writeFileSync(join(home, '.gitconfig'), '[user]\n\tname = T\n')
  // What starts `git` by its name, as the action does, leaves a line here.
  const program = join(root, 'bin', 'git')
  writeFileSync(
    program,
    `#!/bin/sh\nprintf '%s\\n' "$*" >> '${root}/calls'\nPATH='${process.env.PATH}'\nexec git "$@"\n`,
  )
  chmodSync(program, 0o755)
})
afterEach(() => remove(root))

const COMMAND = /(?:^| )(diff-tree|rev-parse|fetch|ls-remote|for-each-ref|config)(?= )/

/** Asks about a checkout; answers what changed and which processes that took, and checks that nothing is left. */
const asked = async (folder: string, ask: (history: History) => Promise<readonly string[]>) => {
  const was = [footprint(folder), footprint(home)]
  const history = historyOf(folder, temp, {
    PATH: `${join(root, 'bin')}${delimiter}${process.env.PATH}`,
    HOME: home,
  })
  const changes = await ask(history)
  history.close()
  expect([footprint(folder), footprint(home)]).toEqual(was)
  expect(readdirSync(temp)).toEqual([])
  const log = existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8') : ''
  const lines = log.split('\n').slice(0, -1)
  const calls = lines.map((line) => COMMAND.exec(line)?.[1] ?? line)
  expect(calls.length).toBe(history.calls.length)
  return { changes, calls }
}

/** As detection does: the ids, where they meet, what changed since. */
const sinceFork = (base: string, head: string) => async (history: History) => {
  const commits = await history.commits([base, head])
  if (!('value' in commits)) return [commits.missing]
  const [from = '', to = ''] = commits.value
  const fork = await history.mergeBase(from, to)
  return 'value' in fork ? sorted(await history.changes(fork.value, to)) : [fork.missing]
}

const between = (base: string, head: string) => async (history: History) =>
  sorted(await history.changes(base, head))

/** main moves on after feature left it. */
const forked = () => {
  const origin = repository(root)
  const fork = commit(origin, { a: '1', old: '1' })
  inGit(origin, 'checkout', '--quiet', '-b', 'feature')
  commit(origin, { b: '1' })
  const head = commit(origin, { c: '1', old: null })
  inGit(origin, 'checkout', '--quiet', 'main')
  // A name that ends like the branch's, which comes along and must not be mistaken for it.
  inGit(origin, 'branch', 'x/main', fork)
  const main = commit(origin, { a: '2' })
  return { origin, fork, head, main }
}
const SINCE_FORK = ['added b', 'added c', 'deleted old']

describe('the processes of an event, without the API', () => {
  test('a push with depth 1 takes a fetch and a comparison', async () => {
    const origin = repository(root)
    const before = commit(origin, { a: '1' })
    commit(origin, { b: '1' })
    const head = commit(origin, { c: '1' })
    expect(await asked(checkout(root, origin), between(before, head))).toEqual({
      changes: ['added b', 'added c'],
      calls: ['fetch', 'diff-tree'],
    })
  })

  test.each(['main', 'refs/heads/main'])('a new branch since %s, with depth 1', async (base) => {
    const { origin, head } = forked()
    inGit(origin, 'checkout', '--quiet', 'feature')
    expect(await asked(checkout(root, origin), sinceFork(base, head))).toEqual({
      changes: SINCE_FORK,
      calls: ['fetch', 'rev-parse', 'diff-tree'],
    })
  })

  test('a branch since an annotated tag, with depth 1', async () => {
    const { origin, head, fork } = forked()
    inGit(origin, 'tag', '--annotate', '--message', 'v1', 'v1', fork)
    inGit(origin, 'checkout', '--quiet', 'feature')
    expect(await asked(checkout(root, origin), sinceFork('v1', head))).toEqual({
      changes: SINCE_FORK,
      calls: ['fetch', 'rev-parse', 'diff-tree'],
    })
  })

  test('a pull request whose merge is checked out with depth 1', async () => {
    const { origin, head, main } = forked()
    inGit(origin, 'merge', '--quiet', '--no-edit', 'feature')
    expect(await asked(checkout(root, origin), sinceFork(main, head))).toEqual({
      changes: SINCE_FORK,
      calls: ['fetch', 'rev-parse', 'diff-tree'],
    })
  })

  test('a pushed tag with depth 1', async () => {
    const origin = repository(root)
    const previous = commit(origin, { a: '1' })
    inGit(origin, 'tag', '--annotate', '--message', 'v1', 'v1')
    const head = commit(origin, { b: '1' })
    inGit(origin, 'tag', 'v2')
    const ask = async (history: History) => {
      expect(await history.tags()).toEqual({
        value: [
          { name: 'v1', commit: previous },
          { name: 'v2', commit: head },
        ],
      })
      return between(previous, head)(history)
    }
    expect(await asked(checkout(root, origin), ask)).toEqual({
      changes: ['added b'],
      calls: ['ls-remote', 'fetch', 'diff-tree'],
    })
  })

  test('a merge group with depth 1, whose base is a merge', async () => {
    const { origin } = forked()
    inGit(origin, 'merge', '--quiet', '--no-edit', 'feature')
    const base = inGit(origin, 'rev-parse', 'HEAD')
    const queued = commit(origin, { d: '1' })
    expect(await asked(checkout(root, origin), between(base, queued))).toEqual({
      changes: ['added d'],
      calls: ['fetch', 'diff-tree'],
    })
  })

  test('a forced push with depth 1, whose earlier tip is on no branch', async () => {
    const origin = repository(root)
    commit(origin, { a: '1' })
    const before = commit(origin, { b: '1' })
    inGit(origin, 'reset', '--quiet', '--hard', 'HEAD^')
    const head = commit(origin, { c: '1' })
    expect(await asked(checkout(root, origin), between(before, head))).toEqual({
      changes: ['added c', 'deleted b'],
      calls: ['fetch', 'diff-tree'],
    })
  })

  test('the whole history in the checkout needs no remote', async () => {
    const { origin, head, main, fork } = forked()
    const folder = checkout(root, origin, 0)
    expect((await asked(folder, between(fork, main))).calls).toEqual(['diff-tree'])
    remove(join(root, 'calls'))
    expect(await asked(folder, sinceFork('main', head))).toEqual({
      changes: SINCE_FORK,
      calls: ['rev-parse', 'diff-tree'],
    })
  })

  test('the first push is every file, with depth 1', async () => {
    const origin = repository(root)
    const head = commit(origin, { a: '1' })
    expect(await asked(checkout(root, origin), between(emptyTreeLike(head), head))).toEqual({
      changes: ['added a'],
      calls: ['diff-tree'],
    })
  })

  test('a remote that has failed is not asked again', async () => {
    const origin = repository(root)
    const head = commit(origin, { a: '1' })
    const ask = async (history: History) => {
      await history.changes('a'.repeat(40), head)
      return sinceFork('main', 'b'.repeat(40))(history)
    }
    expect(await asked(checkout(root, origin), ask)).toEqual({
      changes: [expect.stringContaining('not in the checkout and could not be fetched')],
      calls: ['fetch'],
    })
  })
})

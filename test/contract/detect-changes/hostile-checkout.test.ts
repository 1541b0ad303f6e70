import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { root, temp } from './folders.ts'
import { commit, historyOf, inGit, repository } from './repository.ts'

const GONE = 'a'.repeat(40)

describe('a checkout from a fork', () => {
  test('cannot bring a repository of its own in a folder', async () => {
    const folder = repository(root)
    const marker = join(root, 'executed')
    const head = commit(folder, {
      'sub/HEAD': 'ref: refs/heads/main\n',
      'sub/config': `[core]\n\tsshCommand = touch ${marker};\n[remote "origin"]\n\turl = ssh://evil/x\n`,
      'sub/objects/.keep': '',
      'sub/refs/.keep': '',
    })
    const history = historyOf(join(folder, 'sub'), temp)
    expect(await history.changes(GONE, head)).toMatchObject({ missing: expect.any(String) })
    expect(existsSync(marker)).toBe(false)
  })

  test('cannot have a program started for objects that are missing', async () => {
    const folder = repository(root)
    const marker = join(root, 'executed')
    const head = commit(folder, { a: '1' })
    inGit(folder, 'config', 'core.sshCommand', `touch ${marker};`)
    inGit(folder, 'config', 'remote.origin.url', 'ssh://evil/x')
    inGit(folder, 'config', 'remote.origin.promisor', 'true')
    inGit(folder, 'config', 'extensions.partialClone', 'origin')
    const { local } = historyOf(folder, temp)
    const missing = { missing: expect.any(String) }
    expect(await local.mergeBase(GONE, head)).toEqual(missing)
    expect(await local.changes(GONE, head)).toEqual(missing)
    expect(existsSync(marker)).toBe(false)
  })

  test('cannot change history by grafts', async () => {
    const folder = repository(root)
    const first = commit(folder, { a: '1' })
    const second = commit(folder, { a: '2' })
    const third = commit(folder, { a: '1' })
    mkdirSync(join(folder, '.git/info'), { recursive: true })
    writeFileSync(join(folder, '.git/info/grafts'), `${second}\n${third} ${first}\n`)
    expect(await historyOf(folder, temp).mergeBase(second, third)).toEqual({ value: second })
  })

  test('cannot change commits by replacing them', async () => {
    const folder = repository(root)
    const first = commit(folder, { a: '1' })
    const second = commit(folder, { a: '2' })
    inGit(folder, 'replace', second, first)
    expect(await historyOf(folder, temp).changes(first, second)).toEqual({
      value: [{ path: 'a', status: 'modified' }],
    })
  })
})

test('a tag object is no commit to compare', async () => {
  const folder = repository(root)
  const head = commit(folder, { a: '1' })
  inGit(folder, 'tag', '--annotate', '--message', 'v1', 'v1')
  const tag = inGit(folder, 'rev-parse', 'v1')
  expect(await historyOf(folder, temp).mergeBase(head, tag)).toMatchObject({
    missing: expect.stringContaining('tag'),
  })
})

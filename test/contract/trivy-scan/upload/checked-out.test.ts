import { checkedOutCommit } from '@ci-kit/trivy-scan/upload/checked-out'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'

const ID = 'a'.repeat(40)

describe('the commit of a checkout', () => {
  test.each<[string, Record<string, string>, string | undefined]>([
    ['a detached head', { '.git/HEAD': `${ID}\n` }, ID],
    ['SHA-256', { '.git/HEAD': 'e'.repeat(64) }, 'e'.repeat(64)],
    ['a branch', { '.git/HEAD': 'ref: refs/heads/a/b\n', '.git/refs/heads/a/b': `${ID}\n` }, ID],
    ['a branch that is packed', { '.git/HEAD': 'ref: refs/heads/main\n' }, undefined],
    ['no checkout', {}, undefined],
    ['a work tree that is elsewhere', { '.git': 'gitdir: /elsewhere\n' }, undefined],
    [
      'a branch that is a folder',
      { '.git/HEAD': 'ref: refs/heads/a', '.git/refs/heads/a/b': ID },
      undefined,
    ],
    ['a name that climbs', { '.git/HEAD': 'ref: refs/heads/../../../x', x: ID }, undefined],
    ['more than is read', { '.git/HEAD': `${ID}${' '.repeat(4096)}x` }, ID],
    ['nonsense', { '.git/HEAD': `${ID}x` }, undefined],
  ])('%s', async (_name, files, commit) => {
    expect(await checkedOutCommit(folderWith(files))).toBe(commit)
  })
})

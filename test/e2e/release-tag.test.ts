import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { moveMajor } from '@ci-kit/tooling/release/move-major'
import { describe, expect, test } from '@jest/globals'
import { tempFolder } from '../unit/tooling/temp-folder.ts'
import { commitAll, gitIn, released, smallRepository, traces } from './release-workbench.ts'

/** A repository with an origin on this machine. */
const withOrigin = () => {
  const repository = smallRepository()
  const folder = tempFolder()
  const origin = gitIn(folder)
  origin('init', '--quiet', '--bare', '--template=')
  repository.git('remote', 'add', 'origin', folder)
  return { ...repository, origin, folder }
}

describe('a release', () => {
  test('is an annotated tag on a commit of the tree, made from the source commit', async () => {
    const { root, git } = smallRepository()
    const before = traces(git)
    const { tag, commit, source } = await released(root)
    expect(tag).toBe('v1.0.0')
    expect(git('cat-file', '-t', 'refs/tags/v1.0.0')).toBe('tag')
    expect(git('rev-parse', 'v1.0.0^{commit}')).toBe(commit)
    expect(git('rev-parse', 'v1.0.0^')).toBe(source)
    expect(git('rev-parse', 'HEAD')).toBe(source)
    expect(git('show', '-s', '--format=%B', 'v1.0.0^{commit}')).toContain(
      `Generated from ${source}`,
    )
    const names = git('ls-tree', '--name-only', 'v1.0.0').split('\n')
    expect(names).toEqual(expect.arrayContaining(['docker-registry-cache-build', 'CHANGELOG.md']))
    expect(names).not.toContain('test')
    expect(git('ls-tree', '-r', 'v1.0.0')).not.toMatch(/^(?!100644 blob)/m)
    const after = traces(git)
    expect({ ...after, refs: '' }).toEqual({ ...before, refs: '' })
    expect(git('branch', '--list')).toBe('* main')
  })

  test('is the same commit as the dry run, and the same once more', async () => {
    const { root, git } = smallRepository()
    const tried = await released(root, { dryRun: true })
    expect(git('tag')).toBe('')
    expect(await released(root)).toEqual(tried)
  })

  test('is signed where git has a key, and can be verified', async () => {
    const { root, git } = smallRepository()
    const key = join(tempFolder(), 'key')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 't', '-f', key])
    git('config', 'gpg.format', 'ssh')
    git('config', 'user.signingKey', key)
    const signers = join(tempFolder(), 'signers')
    const make = `printf 't@localhost %s' "$(cat '${key}.pub')" > '${signers}'`
    execFileSync('sh', ['-c', make])
    git('config', 'gpg.ssh.allowedSignersFile', signers)
    rmSync(`${key}.pub`) // the workflow has the private key alone
    await released(root)
    expect(git('cat-file', 'tag', 'v1.0.0')).toContain('BEGIN SSH SIGNATURE')
    expect(() => git('tag', '-v', 'v1.0.0')).not.toThrow()
    await moveMajor(root, 'v1.0.0', false)
    expect(() => git('tag', '-v', 'v1')).not.toThrow()
  })

  test('after another goes on with version and changelog, and v1 follows when it is told', async () => {
    const { root, git, origin } = withOrigin()
    const first = await released(root, { push: true })
    await moveMajor(root, first.tag, true)
    expect(origin('rev-parse', 'v1^{commit}')).toBe(first.commit)
    commitAll(git, 'docs: nothing')
    commitAll(git, 'fix(words): <b>spelling</b>')
    const second = await released(root, { push: true })
    expect(second.tag).toBe('v1.0.1')
    const text = origin('show', 'v1.0.1:CHANGELOG.md')
    expect(text).toMatch(
      /^# Changelog\n\n## 1\.0\.1 .*\n\n### Fixes\n\n- \*\*words\*\*: \\<b\\>spelling\\<\/b\\> \(.*\)\n\n## 1\.0\.0 /,
    )
    expect(origin('rev-parse', 'v1^{commit}')).toBe(first.commit)
    await moveMajor(root, second.tag, true)
    expect(origin('rev-parse', 'v1^{commit}')).toBe(second.commit)
    await moveMajor(root, first.tag, true)
    expect(origin('rev-parse', 'v1^{commit}')).toBe(first.commit)
    expect(origin('tag').split('\n')).toEqual(['v1', 'v1.0.0', 'v1.0.1'])
  })

  test('that cannot be pushed leaves no tag', async () => {
    const { root, git, origin } = withOrigin()
    const other = withOrigin()
    commitAll(other.git, 'feat: other')
    other.git('push', '-q', gitDirOf(origin), 'main:main')
    origin('tag', 'v1.0.0', 'main')
    const before = traces(git)
    await expect(released(root, { push: true })).rejects.toThrow(
      /push origin refs\/tags\/v1\.0\.0[\s\S]*rejected/,
    )
    expect(traces(git)).toEqual(before)
  })
})

const gitDirOf = (git: ReturnType<typeof gitIn>) => git('rev-parse', '--absolute-git-dir')

describe('the major tag', () => {
  test('stays where it was when it cannot be pushed', async () => {
    const { root, git } = smallRepository()
    await released(root)
    const none = traces(git)
    await expect(moveMajor(root, 'v1.0.0', true)).rejects.toThrow(
      'push --force origin refs/tags/v1',
    )
    expect(traces(git)).toEqual(none)
    await moveMajor(root, 'v1.0.0', false)
    commitAll(git, 'feat: a')
    await released(root)
    const one = traces(git)
    await expect(moveMajor(root, 'v1.1.0', true)).rejects.toThrow(
      'push --force origin refs/tags/v1',
    )
    expect(traces(git)).toEqual(one)
  })

  test.each([
    ['v1.0.0', /There is no tag v1\.0\.0/],
    ['v1', /"v1" is no tag of a release/],
    ['--delete', /"--delete" is no tag of a release/],
    ['v2.0.0', /v2\.0\.0 holds no tree of a release/],
  ])('does not move to %s', async (tag, expected) => {
    const { root, git } = smallRepository()
    git('tag', 'v2.0.0')
    const before = traces(git)
    await expect(moveMajor(root, tag, false)).rejects.toThrow(expected)
    expect(traces(git)).toEqual(before)
  })
})

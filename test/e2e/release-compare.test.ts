import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@ci-kit/tooling/paths'
import { describe, expect, test } from '@jest/globals'
import { bundle, chunk } from '../unit/tooling/release-samples.ts'
import { tempFolder } from '../unit/tooling/temp-folder.ts'
import { commitAll, type Git, released, smallRepository } from './release-workbench.ts'

const script = join(repositoryRoot, '.ci/compare-release')

const compare = (root: string, ...args: string[]) => {
  const { status, stderr } = spawnSync(script, args, { cwd: root, encoding: 'utf8' })
  return { status, stderr }
}

const archiveOf = (git: Git, commit: string): string => {
  const tar = join(tempFolder(), 'release.tar.gz')
  git('archive', '--format=tar.gz', '--prefix=ci-kit-v1.0.0/', `--output=${tar}`, commit)
  return tar
}

/** The id of a file in git. */
const gitId = (content: string): string =>
  createHash('sha1').update(`blob ${content.length}\0${content}`).digest('hex')

const leadingTo = (content: string) => `module.exports=require('../chunks/${gitId(content)}.cjs')\n`

/** The release with one file put in its place, as somebody would make it who wants to be taken for it. */
const tampered = (git: Git, root: string, path: string, content: string | undefined) => {
  git('checkout', '--quiet', '--detach', 'v1.0.0')
  if (content === undefined) git('rm', '--quiet', path)
  else {
    spawnSync('mkdir', ['-p', join(root, path, '..')])
    writeFileSync(join(root, path), content)
  }
  git('add', '--all', '--force')
  const tree = git('write-tree')
  return git('commit-tree', tree, '-p', 'main', '-m', 'release: v1.0.0')
}

describe('a release is compared with main', () => {
  test('and is well when it is made of it', async () => {
    const { root } = smallRepository()
    const out = join(tempFolder(), 'out')
    const { commit, source, tag } = await released(root, { out })
    const archive = join(out, `ci-kit-${tag}.tar.gz`)
    expect(compare(root, source, commit, tag, archive)).toEqual({ status: 0, stderr: '' })
  })

  test.each<[string, string | undefined, string]>([
    ['dist/words/index.js', 'evil()\n', 'bundles differ'],
    ['dist/words/more.js', 'evil()\n', 'bundles differ'],
    ['dist/words/index.js', undefined, 'bundles differ'],
    [`dist/chunks/${gitId(chunk)}.cjs`, 'evil()\n', 'bundles differ'],
    [`dist/chunks/${gitId(chunk)}.cjs`, undefined, 'bundles differ'],
    [`dist/chunks/${gitId('evil()\n')}.cjs`, 'evil()\n', 'bundles differ'],
    ['dist/words/12.index.js', undefined, 'bundles differ'],
    ['dist/words/12.index.js', leadingTo(bundle), 'bundles differ'],
    ['dist/words/12.index.js', `${leadingTo(chunk)}evil()\n`, 'bundles differ'],
    ['dist/words/index.js', leadingTo(bundle), 'bundles differ'],
    ['dist/docker-cache/post.js', leadingTo(''), 'bundles differ'],
    ['dist/docker-cache/package.json', leadingTo('{"type":"module"}'), 'bundles differ'],
    // Restored to what it is on main: then the chunk is loaded by one alone.
    ['dist/words/12.index.js', chunk, 'bundles differ'],
    [`dist/chunks/${gitId(bundle)}.cjs`, bundle, 'bundles differ'],
    [`dist/chunks/${gitId(chunk)}.cjs `, chunk, 'bundles differ'],
    ['dist/chunks/package.json', '{}', 'bundles differ'],
    ['.github/workflows/scan.yml', 'on: workflow_call\n', 'workflows differ'],
    ['.github/workflows/ci.yml', undefined, 'workflows differ'],
    ['words/action.yml', 'runs: { using: node24, main: evil.js }\n', 'a manifest differs'],
    ['docker-registry-cache-build/action.yml', 'name: x\n', 'a manifest differs'],
    ['evil/action.yml', 'name: x\n', 'a manifest differs'],
    ['actions/words/action.yml', 'name: x\n', 'a file of it is not that of main'],
    ['words/evil.js', 'evil()\n', 'a file of it is not on main'],
    ['evil.js', 'evil()\n', 'a file of it is not on main'],
  ])('and refused with %s as %j: %s', async (path, content, reason) => {
    const { root, git } = smallRepository()
    const { source } = await released(root)
    const commit = tampered(git, root, path, content)
    const said = compare(root, source, commit, 'v1.0.0', archiveOf(git, commit))
    expect(said.status).toBe(1)
    expect(said.stderr).toContain(`The release is not made of main: ${reason}.`)
  })

  test('and refused when its archive, its commit or its version is another one', async () => {
    const { root, git } = smallRepository()
    const { source, commit } = await released(root)
    const archive = archiveOf(git, commit)
    expect(compare(root, source, commit, 'v1.0.0', archiveOf(git, source)).stderr).toContain(
      'its archive holds something else',
    )
    expect(compare(root, source, commit, 'v1.0.1', archive).stderr).toContain('another version')
    expect(compare(root, source, commit, 'v1.0.0;x', archive).stderr).toContain('no version')
    commitAll(git, 'feat: more')
    expect(compare(root, git('rev-parse', 'HEAD'), commit, 'v1.0.0', archive).stderr).toContain(
      'its commit comes from another one',
    )
  })
})

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runStep } from '@ci-kit/cli/run-step'
import { repositoryRoot } from '@ci-kit/tooling/paths'
import { release } from '@ci-kit/tooling/release'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { tempFolder } from '../unit/tooling/temp-folder.ts'
import { type Git, ownRepository, released, traces } from './release-workbench.ts'

const out = join(tempFolder(), 'out')
const tree = join(out, 'tree')
let made: Awaited<ReturnType<typeof released>>
let git: Git
let before: ReturnType<typeof traces>

beforeAll(async () => {
  const repository = ownRepository()
  git = repository.git
  before = traces(git)
  made = await released(repository.root, { dryRun: true, out })
}, 60_000)

const files = () =>
  readdirSync(tree, { recursive: true, encoding: 'utf8' }).filter((path) => {
    const entry = lstatSync(join(tree, path))
    expect(entry.isFile() || entry.isDirectory()).toBe(true)
    return entry.isFile()
  })

const actions = readdirSync(join(repositoryRoot, 'actions')).filter((name) =>
  existsSync(join(repositoryRoot, 'actions', name, 'action.yml')),
)

describe('a dry run of this repository', () => {
  test('names the first release and changes nothing', () => {
    expect(made).toMatchObject({ tag: 'v1.0.0', version: '1.0.0' })
    expect(traces(git)).toEqual(before)
  })

  test('makes a tree with nothing in it but what users need', () => {
    const names = [...actions, 'docker-registry-cache-build'].join('|')
    const known = new RegExp(
      `^(?:dist/(?:${names})/[^/]+|dist/chunks/[0-9a-f]{40}\\.cjs|docs/.+|\\.github/workflows/[\\w-]+\\.ya?ml|(?:README|action-catalog|SECURITY|CHANGELOG)\\.md|LICENSE|actions/(?:${names})/(?:action\\.yml|README\\.md)|(?:${names})/action\\.yml)$`,
    )
    expect(files().filter((path) => !known.test(path))).toEqual([])
    expect(files()).toEqual(
      expect.arrayContaining(
        actions.flatMap((name) => [`${name}/action.yml`, `actions/${name}/action.yml`]),
      ),
    )
  })

  test('holds every workflow as it is on main, or GitHub may refuse its push', () => {
    const folder = '.github/workflows'
    const names = readdirSync(join(repositoryRoot, folder)).sort()
    expect(readdirSync(join(tree, folder)).sort()).toEqual(names)
    for (const name of names)
      expect(readFileSync(join(tree, folder, name))).toEqual(
        readFileSync(join(repositoryRoot, folder, name)),
      )
  })

  test('is small enough, and the number is that of the command line', () => {
    const commands =
      'set -e; git init -q -b main; git add -A -f; git -c user.name=T -c user.email=t commit -qm t; git archive HEAD | gzip | wc -c'
    const copy = tempFolder()
    execFileSync('cp', ['-R', `${tree}/.`, copy])
    const counted = Number(execFileSync('sh', ['-c', commands], { cwd: copy, encoding: 'utf8' }))
    process.stderr.write(`git archive HEAD | gzip | wc -c: ${counted}\n`)
    expect(counted).toBeLessThanOrEqual(3_500_000)
    expect(Math.abs(counted - made.bytes)).toBeLessThan(500)
  })

  test('writes changelog, notes, a summary for scripts, and an archive of the tree', () => {
    const text = (path: string) => readFileSync(join(out, path), 'utf8')
    expect(text('release-notes.md')).toMatch(/^### Features\n\n- \*\*words\*\*: the first one \(/)
    expect(text('tree/CHANGELOG.md')).toMatch(/^# Changelog\n\n## 1\.0\.0 \(\d{4}-\d\d-\d\d\)\n/)
    expect(JSON.parse(text('release.json'))).toEqual(made)
    const unpacked = tempFolder()
    execFileSync('tar', ['-xzf', join(out, 'ci-kit-v1.0.0.tar.gz'), '-C', unpacked])
    const sums = (folder: string) =>
      Object.fromEntries(
        files().map((path) => [
          path,
          createHash('sha256')
            .update(readFileSync(join(folder, path)))
            .digest('hex'),
        ]),
      )
    expect(sums(join(unpacked, 'ci-kit-v1.0.0'))).toEqual(sums(tree))
    expect(
      readdirSync(unpacked, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter(
        (entry) => entry.isFile(),
      ),
    ).toHaveLength(files().length)
  })
})

describe('actions in the tree', () => {
  test.each([...actions, 'docker-registry-cache-build'])(
    '%s runs from its folder at the root as a runner starts it',
    async (name) => {
      const { exitCode, log } = await runStep({
        folder: join(tree, name),
        workspace: tempFolder(),
        env: { PATH: process.env.PATH ?? '' },
      })
      expect(exitCode).toBe(1)
      expect(log).toMatch(/^::error[^\n]*::.*(?:input|with:)/im)
      expect(log).not.toMatch(/ERR_|Cannot find module|Unexpected error|^ {4}at /m)
    },
  )

  test('pass the smoke test of the command', async () => {
    await release(repositoryRoot, ['--smoke', tree])
  }, 60_000)
})

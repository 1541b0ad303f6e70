import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBundles } from '@ci-kit/tooling/bundle'
import { bundleComplaints } from '@ci-kit/tooling/check'
import { repositoryRoot } from '@ci-kit/tooling/paths'
import { makeRelease } from '@ci-kit/tooling/release/make'
import { smoke } from '@ci-kit/tooling/release/smoke'
import { describe, expect, test } from '@jest/globals'
import { bundle, manifest } from '../unit/tooling/release-samples.ts'
import { tempFolder } from '../unit/tooling/temp-folder.ts'
import {
  asRepository,
  commitAll,
  released,
  smallRepository,
  traces,
  write,
} from './release-workbench.ts'

type Repository = ReturnType<typeof smallRepository>

/** The release fails with this, and neither repository nor output folder shows that it was tried. */
const refused = async (
  { root, git }: Repository,
  expected: RegExp,
  attempt: (out: string) => Promise<unknown>,
) => {
  const before = traces(git)
  const out = join(tempFolder(), 'out')
  await expect(attempt(out)).rejects.toThrow(expected)
  expect(traces(git)).toEqual(before)
  expect(existsSync(out)).toBe(false)
  expect(existsSync(join(root, '.git/index.lock'))).toBe(false)
}

describe('nothing is released', () => {
  test.each<[string, (repository: Repository) => unknown, RegExp]>([
    ['with a change', ({ root }) => write(root, { LICENSE: 'x' }), /has changes[\s\S]*LICENSE/],
    [
      'with a new file',
      ({ root }) => write(root, { 'dist/new.js': '' }),
      /has changes[\s\S]*new\.js/,
    ],
    ['from a branch', ({ git }) => git('switch', '-qc', 'topic'), /This is topic, and releases/],
    ['from a commit', ({ git }) => git('switch', '-q', '--detach'), /This is HEAD, and releases/],
    ['twice', ({ git }) => git('tag', 'v1.0.0', 'HEAD^{tree}'), /not made from a commit/],
    [
      'with an ignored file in it',
      ({ root }) => {
        write(root, { '.git/info/exclude': 'ignored.js\n', 'dist/words/ignored.js': '' })
      },
      /dist\/words\/ignored\.js is not committed/,
    ],
    [
      'with a bundle that does not load',
      ({ root, git }) => {
        write(root, { 'dist/words/index.js': 'import "./lost.js"' })
        write(root, { 'dist/words/package.json': '{"type":"module"}' })
        commitAll(git, 'fix: a')
      },
      /words should end with code 1 and say which input it lacks[\s\S]*ERR_MODULE_NOT_FOUND/,
    ],
    [
      'with a workflow that uses what is not there',
      ({ root, git }) => {
        const steps = 'jobs:\n  a:\n    steps:\n      - uses: $/actions/no\n'
        write(root, { '.github/workflows/a.yml': `on: workflow_call\n${steps}` })
        commitAll(git, 'fix: a')
      },
      /uses \$\/actions\/no, which is not there/,
    ],
    [
      'that is too large',
      ({ root, git }) => {
        writeFileSync(join(root, 'dist/words/large.bin'), randomBytes(3_500_000))
        commitAll(git, 'fix: a')
      },
      /The tree has 35\d{5} bytes packed, and 3500000 is the limit/,
    ],
  ])('%s', async (_, prepare, expected) => {
    const repository = smallRepository()
    prepare(repository)
    await refused(repository, expected, (out) => released(repository.root, { out }))
  })

  test('over an existing tag', async () => {
    const repository = smallRepository()
    await released(repository.root)
    const tag = repository.git('rev-parse', 'refs/tags/v1.0.0')
    await refused(repository, /1\.0\.0 does not come after 1\.0\.0/, (out) =>
      released(repository.root, { out, version: '1.0.0' }),
    )
    await refused(repository, /Nothing that users see changed since v1\.0\.0/, (out) =>
      released(repository.root, { out }),
    )
    expect(repository.git('rev-parse', 'refs/tags/v1.0.0')).toBe(tag)
  })

  test('with a key that cannot sign', async () => {
    const repository = smallRepository()
    repository.git('config', 'gpg.format', 'ssh')
    repository.git('config', 'user.signingKey', join(repository.root, 'no-key'))
    await refused(repository, /could not sign v1\.0\.0|git tag --sign/, (out) =>
      released(repository.root, { out }),
    )
  })

  test('from a shallow clone', async () => {
    const { root, git } = smallRepository()
    commitAll(git, 'fix: a')
    const clone = join(tempFolder(), 'clone')
    git('clone', '-q', '--depth=1', `file://${root}`, clone)
    await expect(released(clone)).rejects.toThrow('This clone is shallow')
  })

  test('into a folder that holds something', async () => {
    const { root, git } = smallRepository()
    const before = traces(git)
    const out = tempFolder({ mine: '' })
    await expect(released(root, { out })).rejects.toThrow(`${out} is not empty`)
    expect([readdirSync(out), traces(git)]).toEqual([['mine'], before])
  })
})

test('a bundle that does not match its source is refused, also by a dry run', async () => {
  const root = tempFolder({
    'package-lock.json': '{}',
    'node_modules/.package-lock.json': '{}',
    'actions/hello/package.json': '{"name":"@kit/hello","version":"0.0.0","type":"module"}',
    'actions/hello/action.yml': manifest('hello'),
    'actions/hello/src/main.ts': '',
    'actions/hello/lib/main.js': bundle,
  })
  await ensureBundles(root)
  const repository = asRepository(root)
  const ports = { node: process.execPath, bundleComplaints }
  const made = await makeRelease(root, { kind: 'make', dryRun: true, push: false }, ports)
  expect(made.tag).toBe('v1.0.0')
  appendFileSync(join(root, 'dist/hello/index.js'), '\n')
  await refused(repository, /dist\/hello\/index\.js is not current\. Run `npm run build`/, (out) =>
    makeRelease(root, { kind: 'make', dryRun: true, push: false, out }, ports),
  )
}, 60_000)

test('a failure leaves no temporary files', async () => {
  const { root } = smallRepository()
  write(root, { 'dist/words/index.js': 'throw new Error("x")' })
  const temp = tempFolder()
  const module = (name: string) => join(repositoryRoot, 'packages/tooling/src', name)
  const script = `import { makeRelease } from ${JSON.stringify(module('release/make.mjs'))}
    await makeRelease(${JSON.stringify(root)}, { kind: 'make', dryRun: true, push: false },
      { node: process.execPath, bundleComplaints: async () => [] })`
  const said = await new Promise<string>((resolve) => {
    const env = { ...process.env, TMPDIR: temp }
    const args = ['--input-type=module', '--eval', script]
    execFile(process.execPath, args, { env }, (error, _, stderr) =>
      resolve(`${error?.code} ${stderr}`),
    )
  })
  expect(said).toMatch(/^1 [\s\S]*words should end with code 1/)
  expect(readdirSync(temp)).toEqual([])
})

test.each([
  ['ends well', '', /words should end with code 1 .*; it ended with 0/],
  ['has a stack', 'throw new TypeError("x")', /words should end[\s\S]*TypeError/],
  [
    'reports a defect of its own',
    'console.log("::error::Unexpected error: input. This is a defect");process.exitCode = 1',
    /words should end/,
  ],
])('an action that %s without inputs fails the smoke test', async (_, code, expected) => {
  const tree = tempFolder({
    'words/action.yml': 'runs: { using: node24, main: ../dist/words/index.js }',
    'dist/words/index.js': code,
  })
  expect((await smoke(tree, process.execPath)).join('\n')).toMatch(expected)
})

import { chmodSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { installTrivy } from '@ci-kit/trivy-scan/install/install-trivy'
import { pathSearch } from '@ci-kit/trivy-scan/install/path-search'
import { programVersion } from '@ci-kit/trivy-scan/install/program-version'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'
import { program } from './archives.ts'
import { request, setting } from './installing.ts'

const UNUSED = new URL('https://mirror.invalid')

const folderOf = (script: string): string => {
  const folder = folderWith({ trivy: script })
  chmodSync(join(folder, 'trivy'), 0o755)
  return folder
}

const versionOf = (env: Record<string, string>) =>
  programVersion(childProcesses(new AbortController().signal), env, async () => folderWith())

describe('PATH', () => {
  test('is searched in its order, for what can be started', async () => {
    const [first, second] = [folderOf(program('1')), folderOf(program('2'))]
    const plain = folderWith({ trivy: 'no program' })
    const link = folderWith()
    symlinkSync(join(first, 'trivy'), join(link, 'trivy'))
    const folder = folderWith({ 'trivy/file': '' })
    const search = pathSearch({ PATH: [plain, folder, link, second, '/no/such'].join(':') })
    expect(await search('trivy')).toEqual([
      { path: join(link, 'trivy'), realPath: join(first, 'trivy') },
      { path: join(second, 'trivy'), realPath: join(second, 'trivy') },
    ])
  })

  test.each(['', '.', 'node_modules/.bin', ':.:'])(
    '%j means the checkout, which is left out',
    async (path) => {
      expect(await pathSearch({ PATH: path })('package.json')).toEqual([])
      expect(await pathSearch({})('trivy')).toEqual([])
    },
  )

  test('gives the trivy that is installed already', async () => {
    const folder = folderOf(program('0.74.0'))
    const { ports } = setting({ env: { PATH: `${folder}:/bin` } })
    const installed = await installTrivy(request(UNUSED, undefined, { mode: 'path' }), ports)
    expect(installed).toEqual({
      path: join(folder, 'trivy'),
      version: '0.74.0',
      source: 'path',
      digest: undefined,
    })
  })
})

describe('the version of a program', () => {
  test('is asked for without the secrets of the job, in an empty home', async () => {
    const script = '#!/bin/sh\necho "Version: v0.74.0"\necho "Vulnerability DB: $SECRET" >&2\n'
    const spy = `${script}test -z "$SECRET$GITHUB_TOKEN" -a -z "$(ls -A "$HOME")" -a "$HOME" = "$PWD" || exit 9\n`
    const ask = versionOf({ PATH: '/bin:/usr/bin', SECRET: 's3cret', GITHUB_TOKEN: 't' })
    expect(await ask(join(folderOf(spy), 'trivy'))).toBe('0.74.0')
  })

  test('is one word on one line, whatever the program prints', async () => {
    const ask = versionOf({ PATH: '/bin:/usr/bin' })
    const noisy = folderOf(program('0.74.0', 'echo WARN; printf "Version: 1\\0332 x\\n"'))
    expect(await ask(join(noisy, 'trivy'))).toBe('1\\u{1b}2')
  })

  test.each([
    ['exit 4', 'exit code 4, no output'],
    ['echo "::error::gone" >&2; exit 1', 'exit code 1, ::error::gone'],
    ['echo hello; exit 0', 'exit code 0, hello'],
  ])('%j is no answer', async (script, words) => {
    const folder = folderOf(`#!/bin/sh\n${script}\n`)
    const ask = versionOf({ PATH: '/bin' })(join(folder, 'trivy'))
    await expect(ask).rejects.toThrow(`${folder}/trivy does not answer with its version: ${words}`)
    await expect(ask).rejects.toThrow('made for this machine')
  })
})

import { dirname } from 'node:path'
import { includedFiles } from '@ci-kit/detect-changes/git/included-files'
import { loginSettings } from '@ci-kit/detect-changes/git/login'
import { describe, expect, test } from '@jest/globals'

describe('the login', () => {
  const login = { token: 's3cret', serverUrl: 'https://git.example.org/' }
  const header = `AUTHORIZATION: basic ${Buffer.from('x-access-token:s3cret').toString('base64')}`

  test('is a header for the server alone', () => {
    expect(loginSettings('[remote "origin"]\n\turl = x\n', login)).toEqual([
      ['http.https://git.example.org/.extraheader', header],
    ])
  })

  test.each([
    '[http "https://git.example.org/"]\n\textraHeader = AUTHORIZATION: basic b3du',
    '[credential]\n\thelper = store',
    '[credential "https://x"]',
    '[includeIf "gitdir:/w/.git"]\n\tpath = /t/git-credentials-1.config',
    '[ INCLUDE ]\n\tpath = x',
  ])('gives way to %j', (config) => {
    expect(loginSettings(config, login)).toEqual([])
  })

  test.each([
    { token: '', serverUrl: 'https://github.com' },
    { token: 't', serverUrl: 'no address' },
  ])('is nothing for %j', (wrong) => {
    expect(loginSettings('', wrong)).toEqual([])
  })
})

describe('files included on condition', () => {
  const here = process.cwd()
  test.each([
    [`[includeIf "gitdir:${here}"]\n\tpath = /t/a.config`, ['/t/a.config']],
    [`[includeIf "gitdir:${here}"]\n\tpath = "/t/a #b.config" ; why`, ['/t/a #b.config']],
    [`[includeIf "gitdir:${here}"] path = a.config`, ['/w/.git/a.config']],
    [`[INCLUDEIF "gitdir/i:${here.toUpperCase()}"]\n\tPATH = /t/a`, ['/t/a']],
    [`[includeIf "gitdir:${dirname(here)}/*"]\n\tpath = /t/a`, ['/t/a']],
    [`[includeIf "gitdir:${dirname(here)}/"]\n\tpath = /t/a`, ['/t/a']],
    [`[includeIf "gitdir:/**"]\n\tpath = /t/a`, ['/t/a']],
    [`[includeIf "gitdir:/*"]\n\tpath = /t/a`, []],
    [`[includeIf "gitdir:${here}/worktrees/*"]\n\tpath = /t/a`, []],
    [`[includeIf "gitdir:${here}"]\n[x]\n\tpath = /t/a`, []],
    [`[includeIf "onbranch:${here}"]\n\tpath = /t/a`, []],
    ['[include]\n\tpath = /t/a', []],
    [`[includeIf "gitdir:/other/.git"]\n\tpath = /t/a`, []],
  ])('%j names %j', (config, files) => {
    expect(includedFiles(config, '/w/.git', here)).toEqual(files)
  })
})

import { isMissing } from '@ci-kit/detect-changes/found'
import { gitEnvironment } from '@ci-kit/detect-changes/git/environment'
import { git } from '@ci-kit/detect-changes/git/git'
import { parseNameStatus } from '@ci-kit/detect-changes/git/name-status'
import { pathBytes, pathText } from '@ci-kit/detect-changes/git/path-bytes'
import { parseTags } from '@ci-kit/detect-changes/git/tag-list'
import { isRefName } from '@ci-kit/detect-changes/ref-name'
import { emptyTreeLike, isSha } from '@ci-kit/detect-changes/sha'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

describe('git answers', () => {
  test('names are taken byte by byte up to the NUL', () => {
    const output = Buffer.from('M\0a b\0A\0c\n"d\0D\0é\0T\0link\0X\0odd\0')
    expect(parseNameStatus(output)).toEqual({
      value: [
        { path: 'a b', status: 'modified' },
        { path: 'c\n"d', status: 'added' },
        { path: 'é', status: 'deleted' },
        { path: 'link', status: 'modified' },
        { path: 'odd', status: 'modified' },
      ],
    })
    expect(parseNameStatus(new Uint8Array())).toEqual({ value: [] })
  })

  test.each(['M', 'M\0a', 'M\0a\0D\0', 'M\0\0', '\0a\0', 'a\0M\0'])('%j is no list', (output) => {
    expect(parseNameStatus(Buffer.from(output))).toEqual({
      missing: expect.stringContaining('git diff-tree answered'),
    })
  })
})

describe('names as text', () => {
  test('keep their bytes, whatever they are, so that two never become one', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 12 })
    const nearlyText = fc
      .array(
        fc.constantFrom(0x61, 0x80, 0xbf, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xed, 0xb2, 0xf0, 0x9f),
      )
      .map((list) => Uint8Array.from(list))
    fc.assert(
      fc.property(fc.oneof(bytes, nearlyText), (name) => {
        expect(Buffer.from(pathBytes(pathText(name)))).toEqual(Buffer.from(name))
      }),
    )
  })

  test('are readable where they are UTF-8, also beside others that are not', () => {
    const output = Buffer.concat([Buffer.from('A\0é/日\0A\0x'), Buffer.from([0xe9, 0])])
    expect(parseNameStatus(output)).toEqual({
      value: [
        { path: 'é/日', status: 'added' },
        { path: 'x\udce9', status: 'added' },
      ],
    })
  })
})

test('an answer that may be cut is missing', async () => {
  const stdout = new Uint8Array(128 * 1024 * 1024)
  const exec = async () => ({ exitCode: 0, timedOut: false, stdout, stderr: new Uint8Array() })
  const run = git(exec, '/', {}, () => {})
  const found = await run({ args: ['diff-tree'] })
  expect(isMissing(found) ? found.missing : found.value.length).toBe(
    'git diff-tree wrote more than 134217728 bytes',
  )
})

describe('names of branches and tags', () => {
  test.each(['main', 'feature/é', 'v1.2.3', 'a-b_c#1', 'refs/heads/main', 'release/@'])(
    '%j may be asked for',
    (name) => {
      expect(isRefName(name)).toBe(true)
    },
  )

  test.each([
    '',
    '-rf',
    '--upload-pack=x',
    'a b',
    'a:b',
    'a*',
    'a?',
    'a[',
    'a~1',
    'a^',
    'a\\b',
    'a..b',
    '../x',
    'a/../b',
    'a//b',
    '/a',
    'a/',
    'a.',
    '.a',
    'a/.b',
    'a.lock',
    'a.lock/b',
    'a@{1}',
    '@',
    'a\nb',
    '+a',
    'HEAD',
    'x'.repeat(1_001),
    'a\udc80',
  ])('%j is never given to Git or to GitHub', (name) => {
    expect(isRefName(name)).toBe(false)
  })
})

describe('tags', () => {
  test('stand for commits; lines that are none are left out', () => {
    const [one, two] = ['1'.repeat(40), '2'.repeat(40)]
    const lines = `${one}\trefs/tags/v1\n${one}\trefs/tags/v2\n${two}\trefs/tags/v2^{}\n${one}\trefs/heads/x\n\trefs/tags/v1\nodd\n`
    expect(parseTags(lines)).toEqual([
      { name: 'v1', commit: one },
      { name: 'v2', commit: two },
    ])
  })
})

describe('the environment of git', () => {
  test('holds what reaches a server, not what changes a comparison, and no inputs', () => {
    const env = gitEnvironment({
      PATH: '/bin',
      HOME: '/root',
      HTTPS_PROXY: 'http://proxy',
      GIT_DIR: '/elsewhere',
      GIT_EXTERNAL_DIFF: 'evil',
      GIT_SSH_COMMAND: 'ssh -v',
      INPUT_TOKEN: 's3cret',
      LC_ALL: 'de_DE',
    })
    expect(env).toMatchObject({
      PATH: '/bin',
      HOME: '/root',
      HTTPS_PROXY: 'http://proxy',
      GIT_SSH_COMMAND: 'ssh -v',
      LC_ALL: 'C',
      GIT_TERMINAL_PROMPT: '0',
    })
    expect(Object.keys(env).filter((name) => /GIT_DIR|EXTERNAL|INPUT/.test(name))).toEqual([])
    expect(env).toMatchObject({
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
    })
  })

  test('adds to the settings of the workflow', () => {
    const before = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'a.b', GIT_CONFIG_VALUE_0: 'c' }
    expect(gitEnvironment(before, [['http.x.extraheader', 'y']])).toMatchObject({
      ...before,
      GIT_CONFIG_COUNT: '3',
      GIT_CONFIG_KEY_1: 'safe.directory',
      GIT_CONFIG_KEY_2: 'http.x.extraheader',
      GIT_CONFIG_VALUE_2: 'y',
    })
  })
})

describe('ids', () => {
  test.each([
    ['a'.repeat(40), true],
    ['0'.repeat(64), true],
    ['a'.repeat(41), false],
    ['g'.repeat(40), false],
    ['A'.repeat(40), false],
    [`${'a'.repeat(40)}\n`, false],
  ])('%j: %s', (text, valid) => {
    expect(isSha(text)).toBe(valid)
  })

  test('the tree without files has a known id in either kind of repository', () => {
    expect(emptyTreeLike('a'.repeat(40))).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904')
    expect(emptyTreeLike('a'.repeat(64))).toBe(
      '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
    )
  })
})

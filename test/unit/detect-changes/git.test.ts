import { gitEnvironment } from '@ci-kit/detect-changes/git/environment'
import { parseNameStatus } from '@ci-kit/detect-changes/git/name-status'
import { emptyTreeLike, isSha } from '@ci-kit/detect-changes/sha'
import { describe, expect, test } from '@jest/globals'

describe('git answers', () => {
  test('names are taken byte by byte up to the NUL', () => {
    const output = Buffer.from('M\0a b\0A\0c\n"d\0D\0é\0T\0link\0X\0odd\0')
    expect(parseNameStatus(output)).toEqual([
      { path: 'a b', status: 'modified' },
      { path: 'c\n"d', status: 'added' },
      { path: 'é', status: 'deleted' },
      { path: 'link', status: 'modified' },
      { path: 'odd', status: 'modified' },
    ])
    expect(parseNameStatus(new Uint8Array())).toEqual([])
  })

  test.each(['M', 'M\0a', 'M\0a\0D\0', 'M\0\0'])('%j is no list', (output) => {
    expect(() => parseNameStatus(Buffer.from(output))).toThrow(/git diff-tree answered/)
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

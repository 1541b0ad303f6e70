import { chmodSync, mkdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { maskable } from '@ci-kit/core/inputs'
import type { SecretSource } from '@ci-kit/docker-cache/build/build-options'
import { checkSecrets } from '@ci-kit/docker-cache/build/secrets'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'

/** Checks secrets in a workspace with these files; answers what was masked. */
const check = (
  secrets: readonly SecretSource[],
  { files = {}, env = {} }: { files?: Record<string, string>; env?: Record<string, string> } = {},
  workspace = folderWith(files),
): string[] => {
  const masked: string[] = []
  checkSecrets(secrets, { env, workspace, mask: (secret) => void masked.push(secret) })
  return masked
}

const KEY = '-----BEGIN KEY-----\nabc\r\n  def\n-----END KEY-----\n'

/** The superuser may read every file, so the work is done as somebody else. */
const asOrdinaryUser = (work: () => void) => {
  const { geteuid, seteuid } = process
  if (geteuid?.() !== 0 || seteuid === undefined) return work()
  seteuid(65_534)
  try {
    work()
  } finally {
    seteuid(0)
  }
}

describe('the values of secrets are masked', () => {
  test('whole and line by line, from files and from variables', () => {
    const masked = check(
      [
        { id: 'key', file: 'conf/key' },
        { id: 'token', variable: 'TOKEN' },
      ],
      { files: { 'conf/key': KEY }, env: { TOKEN: 'one\ntwo', OTHER: 'shown' } },
    )
    expect(masked).toEqual([...maskable(KEY), ...maskable('one\ntwo')])
    expect(masked).toEqual(expect.arrayContaining(['abc', 'def', 'one', 'two', 'one\ntwo']))
    expect(masked).not.toContain('shown')
  })

  test('from a file elsewhere as well', () => {
    const file = join(folderWith({ token: 'hunter2' }), 'token')
    expect(check([{ id: 'token', file }])).toEqual(['hunter2'])
  })

  test('up to the size that BuildKit takes', () => {
    const files = { big: 'x'.repeat(500 * 1024) }
    expect(check([{ id: 'big', file: 'big' }], { files })).toHaveLength(1)
  })

  test('not at all where there is nothing to hide', () => {
    expect(check([])).toEqual([])
    expect(check([{ id: 'empty', file: 'empty' }], { files: { empty: '' } })).toEqual([])
  })
})

describe('a secret is refused', () => {
  test.each<[SecretSource, string[]]>([
    [
      { id: 'npm', file: 'conf/.npmrc' },
      ["secret 'npm'", 'conf/.npmrc', 'no such file', "'secret-files'", 'starts at the workspace'],
    ],
    [{ id: 'npm', file: 'folder' }, ["secret 'npm'", 'folder', 'EISDIR', "'secret-files'"]],
    [{ id: 'npm', file: 'big' }, ["secret 'npm' has 512001 bytes", 'takes 512000', 'smaller file']],
    [{ id: 'npm', variable: 'NONE' }, ["secret 'npm'", 'NONE', 'not set', "'env:' of the step"]],
    [{ id: 'npm', variable: 'EMPTY' }, ["secret 'npm'", 'EMPTY', 'is empty', 'repository exists']],
    [
      { id: 'npm', variable: 'ACTIONS_RUNTIME_TOKEN' },
      ["secret 'npm'", 'ACTIONS_RUNTIME_TOKEN', 'belongs to the runner', 'another name'],
    ],
    [{ id: 'npm', variable: 'INPUT_PASSWORD' }, ['INPUT_PASSWORD', 'not handed to the builder']],
    [{ id: 'a\n::error::x', variable: 'NONE' }, ["'a\\n::error::x'"]],
  ])('%j', (secret, words) => {
    const workspace = folderWith({ big: '' })
    mkdirSync(join(workspace, 'folder'))
    truncateSync(join(workspace, 'big'), 512_001)
    const env = { EMPTY: '', ACTIONS_RUNTIME_TOKEN: 'value', INPUT_PASSWORD: 'value' }
    const refused = () => check([secret], { env }, workspace)
    expect(refused).toThrow(expect.objectContaining({ name: 'UserError' }))
    for (const part of words) expect(refused).toThrow(part)
  })

  test('without its value, and with those before it masked', () => {
    const masked: string[] = []
    const places = {
      env: { ONE: 'hunter2' },
      workspace: folderWith(),
      mask: (secret: string) => void masked.push(secret),
    }
    const secrets = [
      { id: 'one', variable: 'ONE' },
      { id: 'two', variable: 'TWO' },
    ]
    expect(() => checkSecrets(secrets, places)).toThrow("'two'")
    expect(masked).toEqual(['hunter2'])
  })

  test('when its file may not be read', () => {
    const workspace = folderWith({ key: KEY })
    chmodSync(workspace, 0o755)
    chmodSync(join(workspace, 'key'), 0)
    asOrdinaryUser(() =>
      expect(() => check([{ id: 'key', file: 'key' }], {}, workspace)).toThrow('EACCES'),
    )
  })
})

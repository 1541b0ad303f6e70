import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { type Context, contextOf } from '@ci-kit/core/event'
import { isObject } from '@ci-kit/core/json'
import { afterAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const folder = mkdtempSync(join(tmpdir(), 'event-'))
const eventFile = join(folder, 'event.json')
afterAll(() => rmSync(folder, { recursive: true }))

/** The context of an event whose file holds `text`. */
const delivered = (text: string): Context => {
  writeFileSync(eventFile, text)
  return contextOf({ GITHUB_EVENT_PATH: eventFile }, '/cwd')
}

const PULL = {
  number: 7,
  changed_files: 3,
  base: { ref: 'main', sha: 'a1' },
  head: { ref: 'feature', sha: 'b2', repo: { full_name: 'fork/shop' } },
}

describe('contextOf', () => {
  test.each([{}, { GITHUB_EVENT_PATH: '', GITHUB_WORKSPACE: '', RUNNER_TEMP: '' }])(
    'outside a runner there are defaults: %j',
    (env) => {
      expect(contextOf(env, '/cwd')).toEqual({
        event: '',
        payload: {},
        repository: '',
        sha: '',
        ref: '',
        defaultBranch: undefined,
        pullRequest: undefined,
        workflow: '',
        runId: 0,
        workspace: '/cwd',
        temp: tmpdir(),
        apiUrl: 'https://api.github.com',
        serverUrl: 'https://github.com',
      })
    },
  )

  test.each([
    ['octo/shop/.github/workflows/ci.yml@refs/heads/main', 'ci.yml'],
    ['octo/shop/.github/workflows/my ci.yaml@refs/heads/a@b', 'my ci.yaml'],
    ['octo/shop/.github/workflows/ci.yml@refs/heads/.github/workflows/x@y', 'ci.yml'],
    ['nonsense', ''],
  ])('the workflow of %j is %j', (ref, workflow) => {
    const env = { GITHUB_WORKFLOW_REF: ref, GITHUB_RUN_ID: '17' }
    expect(contextOf(env, '/cwd')).toMatchObject({ workflow, runId: 17 })
  })

  test('takes what the runner says', () => {
    const env = {
      GITHUB_EVENT_NAME: 'push',
      GITHUB_REPOSITORY: 'octo/shop',
      GITHUB_SHA: 'a1',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_WORKSPACE: '/w',
      RUNNER_TEMP: '/t',
      GITHUB_API_URL: 'https://ghe.example/api/v3',
      GITHUB_SERVER_URL: 'https://ghe.example',
    }
    expect(contextOf(env, '/cwd')).toMatchObject({
      event: 'push',
      repository: 'octo/shop',
      sha: 'a1',
      ref: 'refs/heads/main',
      workspace: '/w',
      temp: '/t',
      apiUrl: 'https://ghe.example/api/v3',
      serverUrl: 'https://ghe.example',
    })
  })

  test('reads the pull request and the default branch', () => {
    const payload = { pull_request: PULL, repository: { default_branch: 'trunk' } }
    const context = delivered(JSON.stringify(payload))
    expect(context.payload).toEqual(payload)
    expect(context.defaultBranch).toBe('trunk')
    expect(context.pullRequest).toEqual({
      number: 7,
      baseRef: 'main',
      baseSha: 'a1',
      headRef: 'feature',
      headSha: 'b2',
      headRepository: 'fork/shop',
      changedFiles: 3,
    })
  })

  test.each([
    ['a deleted fork', { head: { ...PULL.head, repo: null } }, { headRepository: undefined }],
    ['no count', { changed_files: null }, { changedFiles: undefined }],
    ['a wrong count', { changed_files: -1 }, { changedFiles: undefined }],
    ['a count in words', { changed_files: '3' }, { changedFiles: undefined }],
  ])('a pull request with %s', (_, change, expected) => {
    const { pullRequest } = delivered(JSON.stringify({ pull_request: { ...PULL, ...change } }))
    expect(pullRequest).toMatchObject({ number: 7, ...expected })
  })

  test.each([
    ['null', null],
    ['a list', [PULL]],
    ['a text', 'x'],
    ['no number', { ...PULL, number: undefined }],
    ['a number that is none', { ...PULL, number: '7' }],
    ['no base', { ...PULL, base: undefined }],
    ['a base that is a list', { ...PULL, base: ['main'] }],
    ['an empty ref', { ...PULL, head: { ...PULL.head, ref: '' } }],
    ['a sha that is a number', { ...PULL, head: { ...PULL.head, sha: 12 } }],
  ])('a pull request that is %s counts as none', (_, pull) => {
    expect(delivered(JSON.stringify({ pull_request: pull })).pullRequest).toBeUndefined()
  })

  test.each(['null', '[]', '"x"', '7', 'true'])('the payload %s counts as empty', (text) => {
    expect(delivered(text).payload).toEqual({})
  })

  test('nothing is taken from a prototype', () => {
    const pull = JSON.stringify(PULL)
    const context = delivered(`{"__proto__": {"pull_request": ${pull}}}`)
    expect(context.pullRequest).toBeUndefined()
    expect(delivered(`{"pull_request": {"__proto__": ${pull}}}`).pullRequest).toBeUndefined()
  })

  test.each(['', '{', 'a\n::error::x'])('the event file %j is no JSON', (text) => {
    expect(() => delivered(text)).toThrow(UserError)
    expect(() => delivered(text)).toThrow(`The event file ${eventFile} cannot be read: `)
    expect(() => delivered(text)).toThrow(/^[^\n]* GITHUB_EVENT_PATH has to name the JSON file/)
  })

  test.each([
    ['missing', '/missing/event.json', 'ENOENT'],
    ['a folder', folder, 'EISDIR'],
  ])('an event file that is %s is named', (_, path, reason) => {
    const read = () => contextOf({ GITHUB_EVENT_PATH: path }, '/cwd')
    expect(read).toThrow(UserError)
    expect(read).toThrow(`The event file ${path} cannot be read: `)
    expect(read).toThrow(reason)
  })

  test('any payload gives a context whose texts are texts', () => {
    const part = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, '', 'x', 0, -1, 7, 1.5, true),
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('value'), { maxLength: 2 }),
      object: fc.dictionary(
        fc.constantFrom(
          'pull_request',
          'base',
          'head',
          'repo',
          'ref',
          'sha',
          'number',
          '__proto__',
          'full_name',
          'repository',
          'default_branch',
          'constructor',
        ),
        tie('value'),
      ),
    }))
    fc.assert(
      fc.property(part.value, (payload) => {
        const { defaultBranch, pullRequest } = delivered(JSON.stringify(payload))
        expect(['undefined', 'string']).toContain(typeof defaultBranch)
        if (pullRequest === undefined) return
        const { number, baseRef, baseSha, headRef, headSha } = pullRequest
        expect(Number.isSafeInteger(number)).toBe(true)
        for (const text of [baseRef, baseSha, headRef, headSha]) expect(text).toMatch(/./)
      }),
    )
  })

  test('any bytes give a context or a UserError', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(...['{', '}', '"', ':', '[', ']', '1', 'a', '\n', '\0']),
        }),
        (text) => {
          try {
            expect(isObject(delivered(text).payload)).toBe(true)
          } catch (thrown) {
            if (!(thrown instanceof UserError)) throw thrown
            expect(thrown.message).toContain(eventFile)
          }
        },
      ),
    )
  })
})

import type { Context } from '@ci-kit/core/event'
import { entryLine } from '@ci-kit/docker-cache/cache/cache-entry'
import type { CacheWishes } from '@ci-kit/docker-cache/cache/cache-plan'
import { allowedEntries, hasGithubCache } from '@ci-kit/docker-cache/cache/extra-entries'
import { csvFields, csvLine } from '@ci-kit/docker-cache/csv'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { contextWith, onPullRequest } from '../contexts.ts'
import { readCsv } from './csv-reader.ts'
import { wishes } from './wishes.ts'

const allowed = (change: Partial<CacheWishes>, context: Context = contextWith()) => {
  const { from, to, notices } = allowedEntries(wishes(change), context)
  return { from: from.map(entryLine), to: to.map(entryLine), notices }
}

describe('an entry', () => {
  test.each([
    ['ghcr.io/org/app:x', 'type=registry,ref=ghcr.io/org/app:x'],
    ['type=gha,scope=x', 'type=gha,scope=x'],
    ['scope=x,TYPE=gha', 'type=gha,scope=x'],
    ['type=s3,"name=a,b",region=eu', 'type=s3,"name=a,b",region=eu'],
    ['type=s3,"name=say ""hi"""', 'type=s3,"name=say ""hi"""'],
    ['type=local,src=cache', 'type=local,src=/workspace/cache'],
    ['type=local,src=/var/cache', 'type=local,src=/var/cache'],
    ['type=azblob,name=x,secret_access_key=k', 'type=azblob,name=x,secret_access_key=k'],
  ])('to read: %s', (text, argument) => {
    expect(allowed({ from: [text] })).toEqual({ from: [argument], to: [], notices: [] })
  })

  test.each([
    ['type=gha,scope=x', 'type=gha,scope=x,ignore-error=true'],
    ['type=gha,ignore-error=false', 'type=gha,ignore-error=true'],
    ['type=inline', 'type=inline,ignore-error=true'],
    ['type=local,dest=../c', 'type=local,dest=/c,ignore-error=true'],
    [
      'ghcr.io/org/app:buildcache',
      'type=registry,ref=ghcr.io/org/app:buildcache,ignore-error=true',
    ],
    [
      'ghcr.io/org/caches:cache-main',
      'type=registry,ref=ghcr.io/org/caches:cache-main,ignore-error=true',
    ],
  ])('to write: %s', (text, argument) => {
    expect(allowed({ to: [text] })).toEqual({ from: [], to: [argument], notices: [] })
  })

  test.each([
    ['type=gha,scope', "'scope' is not of the form 'name=value'"],
    ['mode=max', "such as 'type=registry'"],
    ['type=registry,mode=max', "'ref=ghcr.io/org/cache:name'"],
    ['type=../x', "no kind of cache '../x'"],
    ['type=gha,"scope=x', 'quotes go around a whole one'],
    ['type=gha,sc"o"pe=x', 'quotes go around a whole one'],
    ['type=gha\0', 'quotes go around a whole one'],
    ['', "'type=gha,scope=x'"],
  ])('that cannot be read: %j', (text, words) => {
    for (const input of ['from', 'to'] as const) {
      const act = () => allowed({ [input]: [text] })
      expect(act).toThrow(words)
      expect(act).toThrow(`'cache-${input}'`)
    }
  })

  test.each([
    ['type=s3,name=x,access_key_id=TOPSECRET', 'AWS_ACCESS_KEY_ID'],
    ['type=s3,name=x,secret_access_key=TOPSECRET', 'AWS_SECRET_ACCESS_KEY'],
    ['type=s3,name=x,session_token=TOPSECRET', 'AWS_SESSION_TOKEN'],
    ['type=gha,token=TOPSECRET', 'by itself'],
    ['secret_access_key=TOPSECRET', 'such as'],
    ['name=x,secret_access_key=TOPSECRET,oops', 'name=value'],
  ])('with a secret is refused and not shown: %s', (text, words) => {
    const act = () => allowed({ from: [text] })
    expect(act).toThrow(words)
    expect(act).not.toThrow('TOPSECRET')
  })

  test.each([
    'cache-main',
    'builder-cache-x',
    'mount-cache-x',
    'inputs-main',
    `in-${'a'.repeat(64)}`,
  ])("does not take the place of what the image's repository holds: %s", (tag) => {
    const ref = `ghcr.io/org/app:${tag}`
    expect(() => allowed({ to: [ref] })).toThrow(`'${ref}'`)
    expect(() => allowed({ to: [`type=registry,ref=${ref}`] })).toThrow("input 'cache-scope'")
    expect(allowed({ from: [ref] }).from).toHaveLength(1)
  })

  test('finds its own repository however it is spelled', () => {
    const change = { repository: 'docker.io/org/app', to: ['org/app:cache-main'] }
    expect(() => allowed(change)).toThrow("'org/app:cache-main'")
  })
})

const ENTRIES = [
  'ghcr.io/org/app:b',
  'type=gha',
  'type=s3,name=x',
  'type=local,dest=c',
  'type=inline',
]

describe('nothing but the image itself is written', () => {
  const fork = onPullRequest({ headRepository: 'stranger/shop' })
  const queue = contextWith({
    event: 'merge_group',
    ref: 'refs/heads/gh-readonly-queue/main/pr-1-a',
  })

  test.each([
    ['by a fork', fork, {}, 'the pull request comes from the fork stranger/shop'],
    ['by a merge group', queue, {}, 'a merge group writes no cache'],
    ['by wish', contextWith(), { write: false }, "input 'cache-write' is false"],
  ])('%s', (_, context, change, reason) => {
    const { to, notices } = allowed({ to: ENTRIES, ...change }, context)
    expect(to).toEqual(['type=inline,ignore-error=true'])
    expect(notices).toHaveLength(4)
    expect(notices[0]).toBe(
      `The cache ghcr.io/org/app:b of input 'cache-to' is not written: ${reason}.`,
    )
  })
})

describe("GitHub's cache", () => {
  test('is left out with a notice where it cannot be reached', () => {
    const change = { from: ['type=gha'], to: ['type=gha', 'type=inline'], githubCache: false }
    const { from, to, notices } = allowed(change)
    expect([from, to]).toEqual([[], ['type=inline,ignore-error=true']])
    expect(notices).toEqual([
      expect.stringMatching(/gha of input 'cache-from' is not read: ACTIONS_RUNTIME_TOKEN/),
      expect.stringMatching(/gha of input 'cache-to' is not written: ACTIONS_RUNTIME_TOKEN/),
    ])
  })

  test.each([
    [{}, false],
    [{ ACTIONS_RUNTIME_TOKEN: 't' }, false],
    [{ ACTIONS_RESULTS_URL: 'u' }, false],
    [{ ACTIONS_RUNTIME_TOKEN: 't', ACTIONS_RESULTS_URL: 'u' }, true],
    [{ ACTIONS_RUNTIME_TOKEN: 't', ACTIONS_CACHE_URL: 'u' }, true],
  ])('can be reached with %j: %s', (env, reachable) => {
    expect(hasGithubCache(env)).toBe(reachable)
  })
})

test('CSV is read and written as the grammar has it', () => {
  const fields = fc.array(fc.string({ unit: fc.constantFrom(',', '"', 'a', '=', ' ', '\n') }), {
    minLength: 1,
  })
  fc.assert(
    fc.property(fields, (given) => {
      const line = csvLine(given)
      expect(readCsv(line)).toEqual(given)
      expect(csvFields(line)).toEqual(given)
    }),
  )
  const lines = fc.string({ unit: fc.constantFrom(',', '"', 'a', '=', '\n') })
  fc.assert(
    fc.property(lines, (line) => {
      const read = csvFields(line)
      if (read === undefined) expect(() => readCsv(line)).toThrow()
      else expect(readCsv(line)).toEqual(read)
    }),
  )
})

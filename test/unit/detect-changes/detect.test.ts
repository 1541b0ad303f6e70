import { UserError } from '@ci-kit/core/errors'
import type { PullRequestChanges, PullRequestFile, PullRequests } from '@ci-kit/core/github'
import type { Plan } from '@ci-kit/detect-changes/base'
import type { Change } from '@ci-kit/detect-changes/change'
import { detect } from '@ci-kit/detect-changes/detect'
import type { Found } from '@ci-kit/detect-changes/found'
import type { History } from '@ci-kit/detect-changes/history'
import { describe, expect, test } from '@jest/globals'
import { A, B, C, change, memoryLog } from './samples.ts'

/** A history of three commits: names, where each meets `main`, and differences by `base..head`. */
const history = (
  diffs: Record<string, readonly Change[]>,
  mergeBases: Record<string, string> = {},
): History => {
  const names: Record<string, string> = { main: A, feature: B }
  const found = <T>(value: T | undefined, missing: string): Found<T> =>
    value === undefined ? { missing } : { value }
  return {
    commits: async (revisions) => {
      const ids = revisions.map((revision) => names[revision] ?? revision)
      return ids.includes('nobody') ? { missing: 'no such branch' } : { value: ids }
    },
    mergeBase: async (base, head) => found(mergeBases[`${base}..${head}`], 'history is cut'),
    changes: async (base, head) => found(diffs[`${base}..${head}`], 'no such commit'),
    tags: async () => ({ missing: 'no tags' }),
  }
}

const answering = (answer: PullRequestChanges | Error): PullRequests => ({
  changes: async () => {
    if (answer instanceof Error) throw answer
    return answer
  },
})

const file = (
  path: string,
  status: PullRequestFile['status'] = 'modified',
  previousPath?: string,
): PullRequestFile => ({ path, status, previousPath })

const why = 'a reason'
const git = history({ [`${A}..${B}`]: [change('git')] }, { [`${A}..${B}`]: A })
const noAnswer = answering(new Error('not to be asked'))

const detected = (plan: Plan, from = git, pullRequests = noAnswer) => {
  const log = memoryLog()
  return { log, detection: detect(plan, { history: from, pullRequests, log }) }
}

describe('carrying out a plan', () => {
  test.each<[Plan, History, object]>([
    [{ kind: 'unknown', why }, git, { kind: 'unknown', reason: why }],
    [{ kind: 'no-file', why }, git, { kind: 'known', base: '', head: '', changes: [] }],
    [
      { kind: 'between', base: A, head: B, why },
      git,
      { kind: 'known', base: A, head: B, why, changes: [change('git')] },
    ],
    [{ kind: 'between', base: A, head: 'feature', why }, git, { base: A, head: B }],
    [
      { kind: 'between', base: A, head: 'nobody', why },
      git,
      { kind: 'unknown', reason: 'no such branch' },
    ],
    [
      { kind: 'between', base: B, head: A, why },
      git,
      { kind: 'unknown', reason: 'no such commit' },
    ],
    [
      { kind: 'since-fork', base: 'main', head: B, why, mayBeContained: false },
      git,
      { kind: 'known', base: A, head: B },
    ],
    [
      { kind: 'since-fork', base: 'nobody', head: B, why, mayBeContained: false },
      git,
      { kind: 'unknown', reason: 'no such branch' },
    ],
    [
      { kind: 'since-fork', base: 'main', head: B, why, mayBeContained: false },
      history({}),
      { kind: 'unknown', reason: 'history is cut' },
    ],
  ])('%j', async (plan, from, expected) => {
    expect(await detected(plan, from).detection).toMatchObject(expected)
  })

  test('the first push is compared with the tree without files', async () => {
    const empty = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
    const { detection } = detected(
      { kind: 'every-file', head: B, why },
      history({ [`${empty}..${B}`]: [change('x', 'added')] }),
    )
    expect(await detection).toMatchObject({
      kind: 'known',
      base: empty,
      changes: [change('x', 'added')],
    })
  })

  test.each([
    [true, { kind: 'known', changes: [] }],
    [false, { kind: 'unknown', reason: 'the base holds all commits of the head already' }],
  ])('a base that contains the head, allowed: %s', async (mayBeContained, expected) => {
    const contained = history({ [`${B}..${B}`]: [] }, { [`${A}..${B}`]: B })
    const { detection } = detected(
      { kind: 'since-fork', base: A, head: B, why, mayBeContained },
      contained,
    )
    expect(await detection).toMatchObject(expected)
  })
})

describe('a pull request', () => {
  const plan: Plan = { kind: 'pull-request', number: 7, base: A, head: B, why }

  test('is what GitHub lists, and both sides of a rename count', async () => {
    const files = [
      file('a', 'added'),
      file('b', 'modified'),
      file('c', 'deleted'),
      file('new', 'renamed', 'old'),
      file('copy', 'copied', 'b'),
    ]
    const { detection, log } = detected(
      plan,
      git,
      answering({ files, changedFiles: 5, headSha: B }),
    )
    expect(await detection).toMatchObject({
      kind: 'known',
      changes: [
        change('a', 'added'),
        change('b'),
        change('c', 'deleted'),
        change('old', 'deleted'),
        change('new', 'added'),
        change('copy', 'added'),
      ],
    })
    expect(log.lines).toEqual([])
  })

  test.each([
    [
      'a cut list',
      { files: [file('a')], changedFiles: 3500, headSha: B },
      'GitHub lists 1 of the 3500 files of pull request #7; it never lists more than 3,000. Asking Git instead.',
    ],
    [
      'a newer head',
      { files: [file('a')], changedFiles: 1, headSha: C },
      'has moved on since this event',
    ],
    ['a refusal', new UserError('GitHub answered 403.'), 'GitHub answered 403.'],
  ])('%s makes Git answer, with a warning', async (_, answer, words) => {
    const { detection, log } = detected(plan, git, answering(answer))
    expect(await detection).toMatchObject({ kind: 'known', changes: [change('git')] })
    expect(log.lines).toEqual([expect.stringMatching(/^warning /)])
    expect(log.lines[0]).toContain(words)
  })

  test('that neither can tell is unknown', async () => {
    const cut = answering({ files: [], changedFiles: 1, headSha: B })
    expect(await detected(plan, history({}), cut).detection).toMatchObject({
      kind: 'unknown',
      reason: 'history is cut',
    })
  })

  test('a defect is not taken for an answer', async () => {
    await expect(detected(plan, git, answering(new TypeError('boom'))).detection).rejects.toThrow(
      'boom',
    )
  })
})

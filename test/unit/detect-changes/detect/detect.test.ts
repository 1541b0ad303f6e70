import type { Detection } from '@ci-kit/detect-changes/detection'
import type { History } from '@ci-kit/detect-changes/history'
import type { Plan } from '@ci-kit/detect-changes/plan'
import { describe, expect, test } from '@jest/globals'
import { A, B, C, change } from '../samples.ts'
import { detected, git, gitHub, history } from './samples.ts'

const why = 'a reason'
const NOTHING = history({})
const FORK: Plan = {
  kind: 'since-fork',
  base: 'main',
  head: B,
  why: 'the fork',
  mayBeContained: false,
}
const KNOWN: Detection = { kind: 'known', base: A, head: B, why, changes: [change('git')] }

describe('carrying out a plan', () => {
  test.each<[Plan, History, Partial<Detection>]>([
    [{ kind: 'unknown', head: B, why }, git, { kind: 'unknown', head: B, reason: why }],
    [{ kind: 'everything', head: B, why }, git, { kind: 'everything', head: B, why }],
    [{ kind: 'no-file', why }, git, { kind: 'known', base: '', head: '', why, changes: [] }],
    [{ kind: 'between', base: A, head: B, why }, git, KNOWN],
    [{ kind: 'between', base: A, head: 'feature', why }, git, KNOWN],
    [
      { kind: 'between', base: A, head: 'nobody', why },
      git,
      { kind: 'unknown', head: '', reason: 'no such branch' },
    ],
    [
      { kind: 'between', base: B, head: A, why },
      git,
      { kind: 'unknown', head: A, reason: 'no such commit' },
    ],
    [
      { kind: 'between', base: C, head: B, why, otherwise: FORK },
      git,
      { ...KNOWN, why: 'the fork' },
    ],
    [{ kind: 'between', base: A, head: B, why, otherwise: FORK }, git, KNOWN],
    [
      { kind: 'between', base: C, head: B, why, otherwise: FORK },
      NOTHING,
      { kind: 'unknown', head: B, reason: 'no such commit; history is cut' },
    ],
    [
      {
        kind: 'between',
        base: C,
        head: B,
        why,
        otherwise: { kind: 'between', base: A, head: B, why },
      },
      NOTHING,
      { kind: 'unknown', head: B, reason: 'no such commit' },
    ],
    [FORK, git, { ...KNOWN, why: 'the fork' }],
    [{ ...FORK, head: 'feature' }, git, { ...KNOWN, why: 'the fork' }],
    [{ ...FORK, head: 'nobody' }, git, { kind: 'unknown', head: '', reason: 'no such branch' }],
    [FORK, NOTHING, { kind: 'unknown', head: B, reason: 'history is cut' }],
    [
      FORK,
      history({ mergeBases: { [`main..${B}`]: A } }),
      { kind: 'unknown', head: B, reason: 'no such commit' },
    ],
  ])('%j', async (plan, from, expected) => {
    expect((await detected(plan, from)).detection).toEqual(expected)
  })

  test.each([
    ['4b825dc642cb6eb9a060e54bf8d69288fbee4904', B],
    ['6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321', 'b'.repeat(64)],
  ])('every file is what differs from the tree without files, %s', async (empty, head) => {
    const from = history({ diffs: { [`${empty}..${head}`]: [change('x', 'added')] } })
    const { detection } = await detected({ kind: 'every-file', head, why }, from)
    expect(detection).toMatchObject({ kind: 'known', base: empty, changes: [change('x', 'added')] })
  })

  test.each([
    [true, { kind: 'known', changes: [] }],
    [false, { kind: 'unknown', reason: 'the base holds all commits of the head already' }],
  ])('a base that contains the head, allowed: %s', async (mayBeContained, expected) => {
    const from = history({ mergeBases: { [`main..${B}`]: B }, diffs: { [`${B}..${B}`]: [] } })
    expect((await detected({ ...FORK, mayBeContained }, from)).detection).toMatchObject(expected)
  })
})

describe('a pull request', () => {
  const plan: Plan = { kind: 'pull-request', number: 7, base: A, head: B, why }

  test('is what GitHub lists', async () => {
    const { detection, lines } = await detected(plan, NOTHING, gitHub({ files: [change('hub')] }))
    expect(detection).toEqual({ ...KNOWN, changes: [change('hub')] })
    expect(lines).toEqual([])
  })

  test('is the history’s, with a warning, when GitHub cannot tell', async () => {
    const { detection, lines } = await detected(plan, git, gitHub({}))
    expect(detection).toEqual(KNOWN)
    expect(lines).toEqual([
      'warning The history is asked for the files of the pull request: pull-requests: read is missing.',
    ])
  })

  test('is the history’s without GitHub', async () => {
    const { detection, lines } = await detected(plan)
    expect(detection).toEqual(KNOWN)
    expect(lines).toEqual([])
  })

  test('is unknown when it is merged already, so that the history sees no difference', async () => {
    const from = history({ mergeBases: { [`${A}..${B}`]: B }, diffs: { [`${B}..${B}`]: [] } })
    expect((await detected(plan, from)).detection).toMatchObject({ kind: 'unknown', head: B })
  })

  test('is unknown when neither can tell', async () => {
    const { detection } = await detected(plan, NOTHING, gitHub({}))
    expect(detection).toEqual({ kind: 'unknown', head: B, reason: 'history is cut' })
  })
})

describe('since the last success or deployment', () => {
  const otherwise: Plan = { kind: 'everything', head: B, why: 'none yet' }
  const run = { workflow: 'ci.yml', branch: 'main', job: undefined, runId: 9 }
  const success: Plan = { kind: 'last-success', head: B, run, otherwise }
  const deployed: Plan = { kind: 'last-deployed', head: B, environment: 'production', otherwise }

  test.each([
    [success, 'the last successful run'],
    [deployed, 'the last deployment'],
  ])('%j', async (plan, reason) => {
    const { detection } = await detected(plan, git, gitHub({ success: A, deployed: A }))
    expect(detection).toEqual({ ...KNOWN, why: reason })
  })

  test('of a head that is a name', async () => {
    const { detection } = await detected(
      { ...deployed, head: 'feature' },
      git,
      gitHub({ deployed: A }),
    )
    expect(detection).toMatchObject({ base: A, head: B })
  })

  test.each([success, deployed])('none yet: %j', async (plan) => {
    const { detection } = await detected(plan, git, gitHub({ success: '', deployed: '' }))
    expect(detection).toEqual(otherwise)
  })

  test.each([
    [success, gitHub({}), 'actions: read is missing.'],
    [deployed, gitHub({}), 'deployments: read is missing.'],
    [success, gitHub({ success: '-rf' }), 'what GitHub has on record is no commit id'],
    [success, gitHub({ success: C }), 'no such commit'],
    [deployed, undefined, "GitHub is not asked without input 'token'"],
  ])('a gap: %j', async (plan, github, reason) => {
    const { detection } = await detected(plan, git, github)
    expect(detection).toEqual({ kind: 'unknown', head: B, reason })
  })

  test('the question reaches GitHub', async () => {
    const asked: unknown[] = []
    const github = {
      ...gitHub({}),
      lastSuccess: async (...question: readonly unknown[]) => {
        asked.push(question)
        return { value: A }
      },
    }
    await detected(success, git, github)
    expect(asked).toEqual([[run, B]])
  })
})

describe('since the previous tag', () => {
  const plan: Plan = { kind: 'previous-tag', tag: 'v2', head: B }
  const own = { name: 'v2', commit: B }
  const diffs = { [`${A}..${B}`]: [change('git')] }

  test.each([
    [[own, { name: 'v1', commit: A }], { ...KNOWN, why: 'the release before' }],
    [[own, { name: 'v1', commit: '-rf' }], { kind: 'unknown', head: B }],
    [[own, { name: 'v1', commit: C }], { kind: 'unknown', head: B, reason: 'no such commit' }],
    [
      [own],
      { kind: 'everything', head: B, why: expect.stringContaining('no tag of the same form') },
    ],
    [undefined, { kind: 'unknown', head: B, reason: 'no tags' }],
  ])('%j', async (tags, expected) => {
    const from = history({ diffs, ...(tags && { tags }) })
    expect((await detected(plan, from)).detection).toMatchObject(expected)
  })
})

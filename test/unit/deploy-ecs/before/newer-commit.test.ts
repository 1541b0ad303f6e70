import { UserError } from '@ci-kit/core/errors'
import { newerCommit } from '@ci-kit/deploy-ecs/before/newer-commit'
import type { LedgerEntry, RecordState } from '@ci-kit/ecs/ledger/ledger'
import { describe, expect, test } from '@jest/globals'
import { running } from '../world.ts'

const OURS = 'a'.repeat(40)
const THEIRS = 'b'.repeat(40)

const entry = (said: Partial<LedgerEntry>): LedgerEntry => ({
  task: 'deploy',
  service: 'web',
  environment: 'production',
  taskDefinition: 'web:2',
  digests: {},
  serviceDeployment: undefined,
  serviceRevision: undefined,
  previous: undefined,
  migrations: 'none',
  commit: THEIRS,
  ref: 'refs/heads/main',
  actor: 'octocat',
  reason: '',
  bad: [],
  id: '7',
  createdAt: 0,
  url: undefined,
  ...said,
})

type Said = Partial<LedgerEntry> & { readonly state?: RecordState }

/** By records, the newest first. */
const found = (records: readonly Said[], isAhead = true) =>
  newerCommit(
    {
      entries: async () => records.map((said, at) => entry({ id: String(at), ...said })),
      state: async ({ id }) => records[Number(id)]?.state ?? 'succeeded',
    },
    { environment: 'production', commit: OURS },
    async (earlier, later) => {
      expect([earlier, later]).toEqual([OURS, THEIRS])
      return isAhead
    },
  )('web')

describe('a newer commit', () => {
  test.each(['succeeded', 'running', 'unknown'] as const)('is found when it %s', async (state) => {
    expect(await found([{ state }])).toBe(THEIRS)
  })

  test.each<readonly [string, readonly Said[]]>([
    ['somebody has rolled back to it', [{ task: 'rollback' }]],
    ['what came after it failed', [{ commit: 'c'.repeat(40), state: 'failed' }, {}]],
    ['this commit failed after it', [{ commit: OURS, state: 'failed' }, {}]],
  ])('is found when %s', async (_, records) => {
    expect(await found(records)).toBe(THEIRS)
  })

  test.each<readonly [string, readonly Said[], boolean]>([
    ['no release is recorded', [], true],
    ['its deployment failed', [{ state: 'failed' }], true],
    ['it is this commit', [{ commit: OURS }], true],
    ['this commit came after it', [{ commit: OURS }, {}], true],
    ['it is on another line of history', [{}], false],
    ['nobody knows the commit', [{ commit: '' }, {}], true],
  ])('is not found when %s', async (_, records, isAhead) => {
    expect(await found(records, isAhead)).toBeUndefined()
  })
})

describe('a service with a newer commit', () => {
  test('is left alone, and the step is superseded', async () => {
    const newer = async () => THEIRS
    const { calls, outputs, error } = await running({ ports: { newerCommit: newer } })
    expect(outputs.outcome).toBe('superseded')
    expect(error).toMatchObject({
      message: expect.stringMatching(/Service web was given commit b{12} by now, .* than a{12}/),
    })
    expect(calls.filter((call) => /register|update/.test(call))).toEqual([])
  })

  test('does not matter to a plan', async () => {
    const newer = () => Promise.reject(new Error('nobody asks'))
    const inputs = { mode: 'plan' as const }
    const { outputs } = await running({ inputs, ports: { newerCommit: newer } })
    expect(outputs.outcome).toBe('planned')
  })

  test('stops the step when nobody can tell', async () => {
    const newer = () => Promise.reject(new UserError('GitHub answered 403'))
    const { calls, error, outputs } = await running({ ports: { newerCommit: newer } })
    expect(error).toMatchObject({ message: 'GitHub answered 403' })
    expect(outputs.outcome).toBe('failed')
    expect(calls.filter((call) => /register|update/.test(call))).toEqual([])
  })
})

import { type RecordDraft, recorder } from '@ci-kit/deploy-ecs/deploy/recorder'
import type { Ledger } from '@ci-kit/ecs/ledger/ledger'
import { expect, test } from '@jest/globals'
import { arnOf, revision } from '../../ecs/services/a-service.ts'

const draft: RecordDraft = {
  task: 'deploy',
  service: arnOf('web'),
  taskDefinition: revision(2),
  digests: {},
  environment: 'production',
  migrations: 'none',
  previous: undefined,
  commit: '',
  ref: '',
  actor: '',
  reason: '',
  bad: [],
}

const world = (about: Partial<Ledger> = {}) => {
  const calls: string[] = []
  const warnings: string[] = []
  const ledger: Ledger = {
    entries: async () => [],
    state: async () => 'unknown',
    begin: async ({ service }) => {
      calls.push(`begin ${service}`)
      return '7'
    },
    end: async (id, { outcome, logUrl }) => void calls.push(`end ${id} ${outcome} ${logUrl}`),
    ...about,
  }
  const links = { logUrl: 'https://log', environmentUrl: undefined }
  const records = recorder(ledger, links, { warning: (text) => void warnings.push(text) })
  return { calls, warnings, records }
}

test('a record is begun once and ended with its links', async () => {
  const { calls, records } = world()
  records.begin(draft, undefined)
  records.begin(draft, undefined)
  expect(await records.id(draft.service)).toBe('7')
  expect(await records.end(draft.service, { outcome: 'succeeded', description: '' })).toBe('7')
  expect(calls).toEqual([`begin ${draft.service}`, 'end 7 succeeded https://log'])
})

test('a ledger that refuses is told once, for any number of services', async () => {
  const denied = () => Promise.reject(new Error('lacks deployments: write'))
  const { warnings, records } = world({ begin: denied })
  records.begin(draft, undefined)
  records.begin({ ...draft, service: arnOf('api') }, undefined)
  expect(await records.end(draft.service, { outcome: 'failed', description: '' })).toBe('')
  expect(await records.id(arnOf('api'))).toBe('')
  expect(warnings).toEqual([expect.stringContaining('lacks deployments: write')])
})

test('what was never begun is not ended', async () => {
  const { calls, records } = world()
  expect(await records.end(draft.service, { outcome: 'failed', description: '' })).toBe('')
  expect(calls).toEqual([])
})

test('without a ledger nothing is written', async () => {
  const records = recorder(undefined, { logUrl: '', environmentUrl: '' }, { warning: () => {} })
  records.begin(draft, undefined)
  expect(await records.id(draft.service)).toBe('')
})

import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GitHubApi, GitHubWriter } from '@ci-kit/core/github'
import { chosenLedger } from '@ci-kit/ecs/ledger/chosen-ledger'
import { ledgerPlace } from '@ci-kit/ecs/ledger/ledger-place'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { recordOf, SERVICE } from './records.ts'

let workspace = ''
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'chosen-ledger-'))
})
afterEach(() => rm(workspace, { recursive: true, force: true }))

const quiet = () => {}
const log = {
  info: quiet,
  debug: quiet,
  notice: quiet,
  warning: quiet,
  error: quiet,
  group: quiet,
  endGroup: quiet,
}

/** The ledger that an input chooses, and what it asks of GitHub. */
const chosen = (input: string, production = true) => {
  const sent: unknown[] = []
  const github: GitHubApi & GitHubWriter = {
    get: async ({ route }) => {
      sent.push(route)
      return { data: [], headers: {} }
    },
    send: async ({ route, body }) => {
      sent.push({ route, ...body })
      return { data: { id: 7 }, headers: {} }
    },
  }
  return { ledger: chosenLedger(ledgerPlace(input), production, github, { workspace, log }), sent }
}

test.each(['', 'github'])('%j is GitHub', async (input) => {
  const { ledger, sent } = chosen(input)
  expect(await ledger?.entries(SERVICE, 'production', 5)).toEqual([])
  expect(sent).toEqual(['deployments'])
})

test.each([true, false])('GitHub is told whether users see it: %j', async (production) => {
  const { ledger, sent } = chosen('github', production)
  expect(await ledger?.begin(recordOf('a'), { logUrl: undefined })).toBe('7')
  expect(sent[0]).toMatchObject({ production_environment: production })
})

test('a path is a file below the workspace, and GitHub is not asked', async () => {
  const { ledger, sent } = chosen('history/ledger.json')
  const id = await ledger?.begin(recordOf('a'), { logUrl: undefined })
  expect(await ledger?.entries(SERVICE, 'production', 5)).toMatchObject([{ id }])
  expect(await readdir(join(workspace, 'history'))).toEqual(['ledger.json'])
  expect(sent).toEqual([])
})

test('none is none', () => {
  expect(chosen('none').ledger).toBeUndefined()
})

import { octokitApi } from '@ci-kit/core/adapters/octokit'
import { octokitWriter } from '@ci-kit/core/adapters/octokit-writer'
import { githubLedger } from '@ci-kit/ecs/ledger/github-ledger'
import type { OutcomeKind } from '@ci-kit/ecs/rollout/outcome'
import { afterEach, describe, expect, test } from '@jest/globals'
import {
  type DeploymentsServer,
  type DeploymentsSetup,
  deploymentsServer,
} from '../../fakes/deployments-server.ts'
import { content, recordOf, SERVICE } from '../../unit/ecs/ledger/records.ts'

const servers: DeploymentsServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

const connected = async (setup: DeploymentsSetup = {}) => {
  const server = await deploymentsServer({ token: 't0ken', ...setup })
  servers.push(server)
  const connection = {
    token: 't0ken',
    apiUrl: server.url,
    repository: 'octo/shop',
    clock: { sleep: async () => {} },
    cancellation: new AbortController().signal,
  }
  const warnings: string[] = []
  const quiet = () => {}
  const log = {
    info: quiet,
    debug: quiet,
    notice: quiet,
    warning: (text: string) => void warnings.push(text),
    error: quiet,
    group: quiet,
    endGroup: quiet,
  }
  const github = { ...octokitApi(connection), ...octokitWriter(connection) }
  const open = () => githubLedger(github, { production: true, log })
  return { server, ledger: open(), open, warnings }
}

const links = { logUrl: 'https://github.com/octo/shop/actions/runs/1' }
const ended = (outcome: OutcomeKind) => ({
  outcome,
  description: 'done',
  logUrl: links.logUrl,
  environmentUrl: 'https://shop.example',
})

describe('a record', () => {
  test('is a deployment that waits for no check, and comes back as it went', async () => {
    const { server, ledger, open } = await connected()
    const record = recordOf('a', {
      task: 'rollback',
      reason: 'checkout is broken',
      previous: content('b'),
      bad: [content('b')],
    })
    const id = await ledger.begin(record, links)
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      body: {
        ref: 'a'.repeat(40),
        task: 'rollback',
        environment: 'production',
        required_contexts: [],
        auto_merge: false,
        transient_environment: false,
        production_environment: true,
      },
    })
    const [entry] = await open().entries(SERVICE, 'production', 10)
    expect(entry).toMatchObject({ ...record, id })
    expect(entry && (await ledger.state(entry))).toBe('running')
  })

  test.each<[OutcomeKind, string, string]>([
    ['succeeded', 'success', 'succeeded'],
    ['rolled-back', 'failure', 'failed'],
    ['failed', 'failure', 'failed'],
    ['timed-out', 'error', 'failed'],
    ['cancelled', 'error', 'failed'],
    ['paused', 'in_progress', 'running'],
    ['superseded', 'inactive', 'unknown'],
  ])('that %s has status %s and is %s', async (outcome, status, state) => {
    const { server, ledger } = await connected()
    const id = await ledger.begin(recordOf('a'), links)
    await ledger.end(id, ended(outcome))
    expect(server.deployments[0]?.statuses[0]).toMatchObject({
      state: status,
      auto_inactive: false,
      log_url: links.logUrl,
      environment_url: 'https://shop.example',
    })
    const [entry] = await ledger.entries(SERVICE, 'production', 10)
    expect(entry && (await ledger.state(entry))).toBe(state)
  })

  test('has a description that GitHub takes', async () => {
    const { server, ledger } = await connected()
    const id = await ledger.begin(recordOf('a'), links)
    await ledger.end(id, { ...ended('failed'), description: 'x'.repeat(500) })
    expect(String(server.deployments[0]?.statuses[0]?.description)).toHaveLength(140)
  })

  test('stands at the ref of the run when its commit is gone', async () => {
    const { server, ledger } = await connected({ refs: ['main'] })
    await ledger.begin(recordOf('a'), links)
    expect(server.deployments).toMatchObject([{ ref: 'main', payload: { commit: 'a'.repeat(40) } }])
  })

  test('is refused when it is too large', async () => {
    const { server, ledger } = await connected()
    const bad = Array.from({ length: 51 }, () => content('b'))
    await expect(ledger.begin(recordOf('a', { bad }), links)).rejects.toThrow(/at most .* 50/)
    expect(server.requests).toEqual([])
  })

  test('is sent once, since a second one would stay', async () => {
    const { server, ledger } = await connected({
      fault: ({ method }) => (method === 'POST' ? { status: 502 } : undefined),
    })
    await expect(ledger.begin(recordOf('a'), links)).rejects.toThrow(/502/)
    expect(server.requests).toHaveLength(1)
  })
})

describe('older records', () => {
  test('of the same service become inactive and stay good', async () => {
    const { server, ledger } = await connected()
    const other = await ledger.begin(recordOf('x', { service: `${SERVICE}-other` }), links)
    await ledger.end(other, ended('succeeded'))
    const first = await ledger.begin(recordOf('a'), links)
    await ledger.end(first, ended('succeeded'))
    const second = await ledger.begin(recordOf('b'), links)
    await ledger.end(second, ended('succeeded'))
    const states = server.deployments.map(({ statuses }) => statuses[0]?.state)
    expect(states).toEqual(['success', 'inactive', 'success'])
    const [, older] = await ledger.entries(SERVICE, 'production', 10)
    expect(older && (await ledger.state(older))).toBe('succeeded')
  })

  test('are retired by another process too, and its failure is a warning', async () => {
    const { server, ledger, open, warnings } = await connected({
      fault: ({ path }) => (path.includes('environment=') ? { status: 404 } : undefined),
    })
    const id = await ledger.begin(recordOf('a'), links)
    await open().end(id, ended('succeeded'))
    expect(server.deployments[0]?.statuses[0]?.state).toBe('success')
    expect(warnings.join()).toContain('still shown as active')
  })

  test('are left as they are when one of them cannot be read, and the end stands', async () => {
    const { server, ledger, warnings } = await connected()
    await ledger.begin(recordOf('b'), links)
    const id = await ledger.begin(recordOf('a'), links)
    const older = server.deployments.at(-1)
    if (older === undefined) throw new Error('no deployment')
    const payload = Object.assign({}, older.payload, { taskDefinition: 5 })
    server.deployments[server.deployments.length - 1] = { ...older, payload }
    await ledger.end(id, ended('succeeded'))
    expect(server.deployments[0]?.statuses[0]?.state).toBe('success')
    expect(warnings.join()).toContain('damaged record')
  })
})

describe('the listing', () => {
  test('says that older records count for nothing when there are too many', async () => {
    const { server, ledger, warnings } = await connected()
    await ledger.begin(recordOf('a'), links)
    const [ours] = server.deployments
    if (ours === undefined) throw new Error('no deployment')
    for (let id = 1; id < 500; id += 1) server.deployments.push({ ...ours, id })
    expect(await ledger.entries(SERVICE, 'production', 1_000)).toHaveLength(500)
    expect(warnings).toEqual([])
    server.deployments.push({ ...ours, id: 999 })
    await ledger.begin(recordOf('b'), links)
    expect(await ledger.entries(SERVICE, 'production', 1_000)).toHaveLength(500)
    expect(warnings.join()).toMatch(/newest 500 deployments to production.*mark/s)
  })

  test('leaves out what others made, whatever it holds', async () => {
    const { server, ledger } = await connected()
    const id = await ledger.begin(recordOf('a'), links)
    const [ours] = server.deployments
    if (ours === undefined) throw new Error('no deployment')
    const foreign = ['', '{', '[]', { kind: 'other' }, null, 7, 'x'.repeat(70_000)]
    for (const [at, payload] of foreign.entries()) {
      server.deployments.push({ ...ours, id: at + 1, payload })
    }
    const entries = await ledger.entries(SERVICE, 'production', 50)
    expect(entries.map((entry) => entry.id)).toEqual([id])
  })

  test('reads a payload that came as a text', async () => {
    const { server, ledger } = await connected()
    await ledger.begin(recordOf('a'), links)
    const [ours] = server.deployments
    if (ours === undefined) throw new Error('no deployment')
    server.deployments.unshift({ ...ours, id: 9, payload: JSON.stringify(ours.payload) })
    expect(await ledger.entries(SERVICE, 'production', 50)).toHaveLength(2)
  })

  test.each([
    ['damaged', { taskDefinition: 5 }, /damaged record/],
    ['of another version', { v: 2 }, /another version of ci-kit/],
    ['with too many marks', { bad: Array.from({ length: 51 }, () => content('b')) }, /damaged/],
  ])('stops at a record of ours that is %s', async (_case, change, words) => {
    const { server, ledger } = await connected()
    await ledger.begin(recordOf('a'), links)
    const [ours] = server.deployments
    if (ours === undefined) throw new Error('no deployment')
    server.deployments[0] = { ...ours, payload: Object.assign({}, ours.payload, change) }
    await expect(ledger.entries(SERVICE, 'production', 50)).rejects.toThrow(words)
  })

  test('takes further pages, and is asked for once', async () => {
    const { server, ledger } = await connected()
    await ledger.begin(recordOf('a'), links)
    const [ours] = server.deployments
    if (ours === undefined) throw new Error('no deployment')
    for (let id = 1; id <= 150; id += 1) server.deployments.push({ ...ours, id })
    expect(await ledger.entries(SERVICE, 'production', 500)).toHaveLength(151)
    await ledger.entries(SERVICE, 'production', 500)
    expect(server.requests.filter(({ method }) => method === 'GET')).toHaveLength(2)
  })

  test('names the missing permission', async () => {
    const { ledger } = await connected({ denied: true })
    await expect(ledger.entries(SERVICE, 'production', 5)).rejects.toThrow(
      /permissions:\n {2}deployments: write/,
    )
  })
})

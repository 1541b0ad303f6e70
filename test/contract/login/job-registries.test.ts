import { jobRegistries } from '@ci-kit/login/job-registries'
import type { Login } from '@ci-kit/login/login'
import { afterEach, describe, expect, test } from '@jest/globals'
import { type RegistryServer, registryServer } from '../../fakes/registry-server.ts'
import { folderWith } from '../folders.ts'

const open: RegistryServer[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

const server = async (username: string, password: string): Promise<RegistryServer> => {
  const started = await registryServer({ auth: { kind: 'basic', username, password } })
  open.push(started)
  return started
}

const basic = (text: string) => Buffer.from(text).toString('base64')

type Given = {
  readonly login?: Login
  readonly problem?: string
  readonly auths?: Record<string, string>
  readonly cancellation?: AbortSignal
}

const registries = ({ login, problem, auths = {}, cancellation }: Given = {}) => {
  const config = Object.entries(auths).map(([host, text]) => [host, { auth: basic(text) }])
  const DOCKER_CONFIG = folderWith({
    'config.json': JSON.stringify({ auths: Object.fromEntries(config) }),
  })
  const warnings: string[] = []
  const registry = jobRegistries(
    { ...(login && { login }), ...(problem && { problem }) },
    { DOCKER_CONFIG, HOME: '/nowhere' },
    {
      cancellation: cancellation ?? new AbortController().signal,
      log: { warning: (text) => void warnings.push(text) },
    },
  )
  return {
    registry,
    warnings,
    ask: (host: string) => registry(host).repository('org/app').manifests.head('1'),
  }
}

const sent = ({ requests }: RegistryServer) =>
  requests.map(({ headers }) => headers.authorization).filter((header) => header !== undefined)

describe('the registries of a job', () => {
  test('get the login of the step, each only its own', async () => {
    const [own, other] = [await server('me', 'of the step'), await server('you', 'of the job')]
    const { ask } = registries({
      login: { host: own.host, username: 'me', password: 'of the step' },
      auths: { [own.host]: 'me:outdated', [other.host]: 'you:of the job' },
    })
    expect(await ask(own.host)).toBeUndefined()
    expect(await ask(other.host)).toBeUndefined()
    expect(new Set(sent(own))).toEqual(new Set([`Basic ${basic('me:of the step')}`]))
    expect(new Set(sent(other))).toEqual(new Set([`Basic ${basic('you:of the job')}`]))
  })

  test('get nothing that is not for them', async () => {
    const other = await server('you', 'x')
    const { ask } = registries({
      login: { host: 'ghcr.io', username: 'me', password: 'p' },
      auths: { 'elsewhere.test': 'a:b' },
    })
    await expect(ask(other.host)).rejects.toThrow(other.host)
    expect(sent(other)).toEqual([])
  })

  test('have one client each', () => {
    const { registry } = registries()
    expect(registry('a.test')).toBe(registry('a.test'))
    expect(registry('a.test')).not.toBe(registry('b.test'))
  })

  test('are asked nothing when the step was cancelled', async () => {
    const own = await server('me', 'p')
    const cancelled = new Error('cancelled')
    const { ask } = registries({ cancellation: AbortSignal.abort(cancelled) })
    await expect(ask(own.host)).rejects.toThrow('cancelled')
    expect(own.requests).toEqual([])
  })
})

test('why there is no login is a warning, once', () => {
  const { registry, warnings } = registries({ problem: 'There is no login for a.test: …' })
  registry('a.test')
  registry('b.test')
  expect(warnings).toEqual(['There is no login for a.test: …'])
  expect(registries().warnings).toEqual([])
})

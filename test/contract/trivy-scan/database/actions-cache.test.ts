import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { actionsCache } from '@ci-kit/trivy-scan/database/adapters/actions-cache'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type CacheService, cacheService } from '../../../fakes/cache-service.ts'
import { folderWith } from '../../folders.ts'

const NAMES = [
  'ACTIONS_CACHE_SERVICE_V2',
  'ACTIONS_RESULTS_URL',
  'ACTIONS_RUNTIME_TOKEN',
  'GITHUB_WORKSPACE',
  'RUNNER_TEMP',
] as const

const toLog = process.stdout.write
const before = NAMES.map((name) => [name, process.env[name]] as const)
let service: CacheService
let said: string[]
/** As in a runner: the folder of the database is no part of the checkout. */
let layout: string

beforeEach(async () => {
  service = await cacheService()
  said = []
  const temp = folderWith()
  layout = join(temp, 'trivy/db-artifact/layout')
  process.env.ACTIONS_CACHE_SERVICE_V2 = 'true'
  process.env.ACTIONS_RESULTS_URL = service.url
  process.env.ACTIONS_RUNTIME_TOKEN = 'token'
  process.env.GITHUB_WORKSPACE = folderWith()
  process.env.RUNNER_TEMP = temp
  // The library writes commands for the runner, which would take them for those of the job that runs the tests.
  process.stdout.write = () => true
})

afterEach(async () => {
  process.stdout.write = toLog
  await service.stop()
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
})

const cache = () =>
  actionsCache({
    debug: (text) => void said.push(`debug ${text}`),
    notice: (text) => void said.push(`notice ${text}`),
  })

const write = (content: string): void => {
  mkdirSync(layout, { recursive: true })
  writeFileSync(join(layout, 'index.json'), content)
}

const content = (): string => readFileSync(join(layout, 'index.json'), 'utf8')

describe('the cache of GitHub Actions', () => {
  test('gives back what was saved, to the place that it was saved from', async () => {
    write('one')
    await cache().save('trivy-db-2-a', [layout])
    expect(service.keys()).toEqual(['trivy-db-2-a'])
    rmSync(layout, { recursive: true })
    expect(await cache().restore('trivy-db-2-a', [], [layout])).toBe('trivy-db-2-a')
    expect(content()).toBe('one')
    expect(said).toEqual([])
  })

  test('gives the newest of a prefix, and nothing for another key', async () => {
    for (const key of ['trivy-db-2-a', 'trivy-db-2-b', 'trivy-java-db-1-c']) {
      write(key)
      await cache().save(key, [layout])
    }
    rmSync(layout, { recursive: true })
    expect(await cache().restore('trivy-db-2-x', [], [layout])).toBeUndefined()
    expect(existsSync(layout)).toBe(false)
    expect(await cache().restore('trivy-db-2-', ['trivy-db-2-'], [layout])).toBe('trivy-db-2-b')
    expect(content()).toBe('trivy-db-2-b')
  })

  test('keeps what it has under a key', async () => {
    write('one')
    await cache().save('trivy-db-2-a', [layout])
    write('two')
    await cache().save('trivy-db-2-a', [layout])
    await cache().restore('trivy-db-2-a', [], [layout])
    expect(content()).toBe('one')
  })

  test.each(['read', 'write'] as const)('that denies to %s is none', async (what) => {
    write('one')
    if (what === 'read') await cache().save('trivy-db-2-a', [layout])
    service.deny(what)
    if (what === 'write') await cache().save('trivy-db-2-a', [layout])
    rmSync(layout, { recursive: true })
    expect(await cache().restore('trivy-db-2-a', [], [layout])).toBeUndefined()
    expect(existsSync(layout)).toBe(false)
  })

  test('that is not there is not asked', async () => {
    delete process.env.ACTIONS_RESULTS_URL
    write('one')
    await cache().save('trivy-db-2-a', [layout])
    expect(await cache().restore('trivy-db-2-a', [], [layout])).toBeUndefined()
    expect(said).toEqual(Array(2).fill('debug There is no cache of GitHub Actions here.'))
  })

  test('that fails is told, and never rejects', async () => {
    await cache().save('trivy-db-2-a', [join(layout, 'missing')])
    expect(await cache().restore('a,b', [], [layout])).toBeUndefined()
    expect(said).toEqual([
      expect.stringMatching(
        /^notice A database could not be saved in the cache: .*do\(es\) not exist/,
      ),
      expect.stringMatching(/^notice A database could not be taken from the cache: .*commas/),
    ])
  })
})

import { UserError } from '@ci-kit/core/errors'
import type { OutputFolder } from '@ci-kit/core/output-folder'
import { type PreparingPorts, prepare } from '@ci-kit/trivy-scan/prepare'
import { describe, expect, test } from '@jest/globals'
import { memoryRegistries, storedImage } from '../docker-cache/image/memory-registry.ts'
import { type Given, inputsOf } from './inputs/parsed.ts'
import { type World, world } from './world.ts'

const APP = { 'image-ref': 'r.test/org/app:1' }

const preparing = (given: Given, around: World = {}) => {
  const registries = memoryRegistries()
  storedImage(registries.store, { tag: '1' })
  const all = world({ registries, ...around })
  return { ...all, prepared: () => prepare(inputsOf({ ...APP, ...given }), all.ports) }
}

test('all that a scan needs is there', async () => {
  const { prepared } = preparing(
    { dockerfile: 'Dockerfile', 'ignore-files': 'ignore.yaml', 'kev-file': 'kev.txt' },
    { files: { Dockerfile: 'FROM a', 'ignore.yaml': '', 'kev.txt': 'CVE-2026-0001' } },
  )
  expect(await prepared()).toMatchObject({
    policy: { entries: [], expired: [], rules: { kev: { ids: new Set(['CVE-2026-0001']) } } },
    dockerfile: { path: 'Dockerfile', text: 'FROM a' },
    folder: { path: '/out' },
    trivy: { version: '0.74.0' },
    database: { manifestDigest: 'sha256:dbdb' },
    found: [{ name: 'r.test/org/app:1' }],
  })
})

describe('a mistake in a file of the job is told before anything is downloaded', () => {
  const files = { 'bad.yaml': 'a: [', 'bad.json': '{', 'bad.csv': 'a,b' }

  test.each<[string, Given, string]>([
    [
      'an ignore file that is missing',
      { 'ignore-files': 'no.yaml' },
      "'ignore-files' names 'no.yaml'",
    ],
    ['an ignore file that is no YAML', { 'ignore-files': 'bad.yaml' }, "'bad.yaml'"],
    ['a list of CISA', { 'kev-file': 'bad.json' }, "'bad.json' of input 'kev-file'"],
    ['scores', { 'epss-file': 'bad.csv' }, "'bad.csv' of input 'epss-file'"],
    ['a Dockerfile', { dockerfile: 'no' }, "'dockerfile' names 'no'"],
    ['a VEX document', { vex: 'bad.json' }, "'vex' names 'bad.json'"],
  ])('%s', async (_, given, words) => {
    const { prepared, events, registries } = preparing(given, { files })
    await expect(prepared()).rejects.toThrow(words)
    await expect(prepared()).rejects.toBeInstanceOf(UserError)
    expect(events).toEqual([])
    expect(registries.requests).toEqual([])
  })

  test('a folder that cannot be made', async () => {
    const outputFolder = (): Promise<OutputFolder> =>
      Promise.reject(new UserError("'output-dir' is no folder."))
    const { prepared, events, registries } = preparing({}, { ports: { outputFolder } })
    await expect(prepared()).rejects.toThrow("'output-dir' is no folder.")
    expect([events, registries.requests]).toEqual([[], []])
  })
})

describe('when something fails', () => {
  /** Work that ends only after it was stopped, as an aborted download does. */
  const stoppable = () => {
    const ended: string[] = []
    const { promise: stopped, resolve } = Promise.withResolvers<void>()
    const until = (name: string) => async (): Promise<never> => {
      await stopped
      await new Promise((later) => setTimeout(later, 5))
      ended.push(name)
      throw new Error('aborted')
    }
    return { ended, until, stop: () => resolve() }
  }
  const fails = (words: string) => () => Promise.reject(new UserError(words))

  test.each<[string, (until: ReturnType<typeof stoppable>['until']) => Partial<PreparingPorts>]>([
    [
      'the installation',
      (until) => ({ installTrivy: fails('no'), vulnerabilityDatabase: until('database') }),
    ],
    [
      'the database',
      (until) => ({ vulnerabilityDatabase: fails('no'), installTrivy: until('install') }),
    ],
  ])('%s: the others are stopped, and have ended before it is told', async (_, portsFor) => {
    const { ended, until, stop } = stoppable()
    const { prepared } = preparing({}, { ports: { ...portsFor(until), stop } })
    const failure = prepared()
    await expect(failure).rejects.toThrow('no')
    expect(ended).toHaveLength(1)
  })

  test('an artifact by a defect: so too', async () => {
    const { ended, until, stop } = stoppable()
    const registries = () => {
      throw new Error('defect')
    }
    const { prepared } = preparing(
      {},
      {
        ports: {
          ...{ registries, stop },
          ...{ installTrivy: until('install'), vulnerabilityDatabase: until('database') },
        },
      },
    )
    await expect(prepared()).rejects.toThrow('defect')
    expect(ended.toSorted()).toEqual(['database', 'install'])
  })

  test('nothing is stopped when all goes well', async () => {
    const { prepared, events } = preparing({})
    await prepared()
    expect(events).not.toContain('stop')
  })

  test('an image that is not there stops nothing: others may be', async () => {
    const { prepared, events } = preparing({ 'image-ref': 'r.test/none:1' })
    const { found } = await prepared()
    expect(found).toMatchObject([{ error: expect.any(UserError) }])
    expect(events).not.toContain('stop')
  })
})

test('lists that are old are told', async () => {
  const kev = JSON.stringify({
    dateReleased: '2026-01-01T00:00:00Z',
    vulnerabilities: [{ cveID: 'CVE-2026-0001' }],
  })
  const epss = '#model_version:v1,score_date:2026-01-01T00:00:00Z\ncve,epss\nCVE-2026-0001,0.5\n'
  const { prepared, texts } = preparing(
    { 'kev-file': 'kev.json', 'epss-file': 'epss.csv' },
    { files: { 'kev.json': kev, 'epss.csv': epss } },
  )
  await prepared()
  expect(texts('warning').toSorted()).toEqual([
    expect.stringMatching(/'epss\.csv' of input 'epss-file' is 324 days old/),
    expect.stringMatching(/'kev\.json' of input 'kev-file' is 324 days old/),
  ])
})

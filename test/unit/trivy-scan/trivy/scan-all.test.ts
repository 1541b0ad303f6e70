import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { type PlannedScan, type ScanResult, scanAll } from '@ci-kit/trivy-scan/trivy/scan-all'
import type { ScanSubject } from '@ci-kit/trivy-scan/trivy/scan-request'
import { describe, expect, test } from '@jest/globals'
import {
  type Ending,
  fakeTrivy,
  logLine,
  newFolder,
  REPORT,
  type Run,
  SETTINGS,
} from './samples.ts'

const subject = (name: string): ScanSubject => ({ kind: 'fs', path: name })
const planned = (name: string, lane = name): PlannedScan => ({
  subject: subject(name),
  name,
  settings: SETTINGS,
  lane,
})
const nameOf = ({ args }: Run): string => args.at(-1) ?? ''
const reportOf = (run: Run): Ending => ({ report: { ...REPORT, ArtifactName: nameOf(run) } })
const NO_JAVA: Ending = {
  exitCode: 1,
  stderr: logLine('FATAL', "x\t'--skip-java-db-update' cannot be specified on the first run"),
}

const scanning = (
  behave: (run: Run) => Ending | Promise<Ending>,
  fetchJavaDatabase: () => Promise<void> = async () => {},
) => {
  const folder = newFolder()
  const databases = join(folder, 'databases')
  const fake = fakeTrivy(behave)
  let fetched = 0
  const store = {
    folder,
    databases,
    workspace: folder,
    certificates: '',
    fetchJavaDatabase: () => {
      fetched += 1
      return fetchJavaDatabase()
    },
  }
  const all = (...requests: PlannedScan[]) => scanAll(fake.trivy, requests, store)
  return { ...fake, all, folder, databases, fetched: () => fetched }
}

/** `name`, or the error's text. */
const told = (results: readonly ScanResult[]) =>
  results.map((result) =>
    result.kind === 'report' ? result.report.ArtifactName : `failed: ${result.error.message}`,
  )

/** Notes when runs begin and end; none ends before `start`, and each takes some turns of the event loop. */
const watched = (start: Promise<void> = Promise.resolve()) => {
  const events: string[] = []
  let now = 0
  let most = 0
  const behave = async (run: Run): Promise<Ending> => {
    events.push(`+${nameOf(run)}`)
    now += 1
    most = Math.max(most, now)
    await start
    await new Promise((resolve) => setTimeout(resolve, 5))
    now -= 1
    events.push(`-${nameOf(run)}`)
    return reportOf(run)
  }
  return { behave, events, most: () => most }
}

test('no request is no result', async () => {
  const { all, runs } = scanning(reportOf)
  expect(await all()).toEqual([])
  expect(runs).toEqual([])
})

describe('lanes', () => {
  test('answer in the order of the requests, whoever ends first', async () => {
    const { all } = scanning(async (run) => {
      if (nameOf(run) === 'a') await new Promise((resolve) => setTimeout(resolve, 20))
      return reportOf(run)
    })
    const requests = [planned('a', '1'), planned('b', '2'), planned('c', '1'), planned('d', '2')]
    expect(told(await all(...requests))).toEqual(['a', 'b', 'c', 'd'])
  })

  test('run their scans one after the other', async () => {
    const { behave, events, most } = watched()
    await scanning(behave).all(planned('a', '1'), planned('b', '1'), planned('c', '1'))
    expect(events).toEqual(['+a', '-a', '+b', '-b', '+c', '-c'])
    expect(most()).toBe(1)
  })

  test('run two at a time, and no more', async () => {
    const two = Promise.withResolvers<void>()
    const { behave, most } = watched(two.promise)
    let begun = 0
    const counting = (run: Run) => {
      begun += 1
      if (begun === 2) two.resolve()
      return behave(run)
    }
    await scanning(counting).all(...['a', 'b', 'c', 'd', 'e'].map((name) => planned(name)))
    expect(most()).toBe(2)
  })

  test('share a cache inside, and none with another', async () => {
    const { all, runs } = scanning(reportOf)
    await all(planned('a', '1'), planned('b', '2'), planned('c', '1'))
    const cacheOf = (name: string) =>
      runs.find((run) => nameOf(run) === name)?.flag('cache-dir') ?? name
    expect(cacheOf('a')).toBe(cacheOf('c'))
    expect(cacheOf('a')).not.toBe(cacheOf('b'))
  })

  test('give every scan a report of its own', async () => {
    const { all, runs } = scanning(reportOf)
    await all(planned('a', '1'), planned('b', '1'), planned('c', '2'))
    expect(new Set(runs.map((run) => run.flag('output'))).size).toBe(3)
  })
})

test('trivy gets links to the databases, and settings that are empty', async () => {
  const seen: string[] = []
  const { all, databases } = scanning((run) => {
    const cache = run.flag('cache-dir')
    seen.push(readlinkSync(join(cache, 'db')), readlinkSync(join(cache, 'java-db')))
    expect(readFileSync(run.flag('config'), 'utf8')).toBe('')
    expect(run.flag('ignorefile')).toBe(run.flag('config'))
    expect(readdirSync(run.flag('module-dir'))).toEqual([])
    expect(() => lstatSync(run.flag('secret-config'))).toThrow('ENOENT')
    expect(lstatSync(cache).mode & 0o777).toBe(0o700)
    return reportOf(run)
  })
  await all(planned('a'))
  expect(seen).toEqual([join(databases, 'db'), join(databases, 'java-db')])
})

describe('a scan that fails', () => {
  const failing = (run: Run): Ending =>
    nameOf(run) === 'bad' ? { exitCode: 1, stderr: logLine('FATAL', 'no') } : reportOf(run)

  test('leaves the others of its lane and of other lanes', async () => {
    const requests = [planned('bad', '1'), planned('a', '1'), planned('b', '2')]
    const [bad, ...others] = await scanning(failing).all(...requests)
    expect(bad).toMatchObject({ kind: 'failed', error: expect.any(UserError) })
    expect(told(others)).toEqual(['a', 'b'])
  })

  test('may be every one', async () => {
    const results = await scanning(failing).all(planned('bad', '1'), planned('bad', '2'))
    expect(results.map(({ kind }) => kind)).toEqual(['failed', 'failed'])
  })

  test('by a bug or a cancellation ends all, and begins nothing more', async () => {
    const reason = new Error('cancelled')
    const { all, runs } = scanning(() => Promise.reject(reason))
    await expect(all(planned('a', '1'), planned('b', '1'))).rejects.toBe(reason)
    expect(runs.map(nameOf)).toEqual(['a'])
  })
})

describe('the Java database', () => {
  test('is not fetched when no scan met a jar', async () => {
    const { all, fetched } = scanning(reportOf)
    await all(planned('a'), planned('b'))
    expect(fetched()).toBe(0)
  })

  test('is fetched once for all, and only who needs it scans again', async () => {
    const { all, fetched, runs, databases } = scanning(
      (run) => {
        const isThere = readdirSync(run.flag('cache-dir')).includes('java-db')
        expect(isThere).toBe(true)
        try {
          readdirSync(join(run.flag('cache-dir'), 'java-db'))
          return reportOf(run)
        } catch {
          // The link points at nothing yet.
          return nameOf(run) === 'plain' ? reportOf(run) : NO_JAVA
        }
      },
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        mkdirSync(join(databases, 'java-db'), { recursive: true })
      },
    )
    const results = await all(planned('jar-1'), planned('jar-2'), planned('plain', 'jar-1'))
    expect(told(results)).toEqual(['jar-1', 'jar-2', 'plain'])
    expect(fetched()).toBe(1)
    expect(runs.filter((run) => nameOf(run) === 'plain')).toHaveLength(1)
  })

  test('that cannot be fetched fails the scans that need it, and is asked for once', async () => {
    const { all, fetched } = scanning(
      (run) => (nameOf(run).startsWith('jar') ? NO_JAVA : reportOf(run)),
      async () => {
        throw new UserError('No mirror has it.')
      },
    )
    const results = await all(planned('jar-1'), planned('plain'), planned('jar-2'))
    expect(told(results)).toEqual([
      'failed: No mirror has it.',
      'plain',
      'failed: No mirror has it.',
    ])
    expect(fetched()).toBe(1)
  })

  test('that is of no help is an error, not a loop', async () => {
    const { all, runs } = scanning(() => NO_JAVA)
    const [result] = told(await all(planned('jar')))
    expect(result).toMatch(/^failed: The scan of jar needs the database of Java packages.*Check/)
    expect(runs).toHaveLength(2)
  })
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Exec } from '@ci-kit/core/exec'
import type { Tools } from '@ci-kit/tooling/tools'
import { PUSH_TO_MAIN } from '../step/environment.ts'
import { ADVISORY, demoFixtures } from './demo-advisories.ts'
import type { Place } from './job.ts'
import { type Scan, scanJob } from './scan-job.ts'
import type { Told } from './tell.ts'
import { run } from './tool-run.ts'

/** One scan of the story, with what has to be true of it. */
export type ScanChapter = {
  readonly title: string
  readonly verdict: 'pass' | 'fail'
  readonly high: number
  /** Undefined for a scan without a baseline. */
  readonly introduced?: number
}

export const SCAN_STORY: readonly ScanChapter[] = [
  { title: 'scan of the first push', verdict: 'fail', high: 1 },
  { title: 'scan against the first push', verdict: 'pass', high: 1, introduced: 0 },
]

/** A scan with its chapter's title, or why there was none. */
export type ToldScan =
  | { readonly title: string; readonly scan: Scan }
  | { readonly title: string; readonly leftOut: string }

export type ScanTelling = {
  readonly scans: readonly ToldScan[]
  /** Facts of the story that did not hold. */
  readonly broken: readonly string[]
  /** Output `results` of the last scan; '' for none. */
  readonly results: string
}

export type ScanOptions = {
  readonly exec: Exec
  readonly tools: Tools
  /** Where the database goes. */
  readonly folder: string
  /** RUNNER_TEMP, where the reports stay. */
  readonly temp: string
  readonly say: (line: string) => void
  /** Number of the first chapter in the story. */
  readonly firstNumber: number
}

const COMPONENT = 'api'

/**
 * Scans what the shop has built, with a database that knows one hole: first
 * alone, which fails, then after a change against the image before it, which
 * passes because the change brought nothing in.
 */
export const tellScans = async (
  place: Place,
  story: readonly Told[],
  options: ScanOptions,
): Promise<ScanTelling> => {
  const { exec, tools, folder, temp, say, firstNumber } = options
  const { trivy, trivyFixtureDb } = tools
  const digests = digestsOf(story)
  const [first, last] = [digests.at(0), digests.at(-1)]
  if (!trivy || !trivyFixtureDb) return leftOut('no trivy on this machine')
  if (first === undefined || last === undefined) return leftOut('nothing was built')
  const image = (digest: string) => `${place.registry}/acme/shop/${COMPONENT}@${digest}`
  const database = await demoDatabase(exec, trivyFixtureDb, folder)
  const common = {
    component: COMPONENT,
    event: PUSH_TO_MAIN,
    database,
    programs: dirname(trivy),
    temp,
  }
  say(`\nA database of vulnerabilities with one entry, ${ADVISORY.id}, made up for this demo.`)
  const scans: ToldScan[] = []
  const broken: string[] = []
  let results = ''
  for (const [index, chapter] of SCAN_STORY.entries()) {
    say(`\n${firstNumber + index}. ${chapter.title}`)
    const compared = chapter.introduced !== undefined
    const images = compared
      ? { image: image(last), baseline: image(first) }
      : { image: image(first), baseline: '' }
    const answer = await scanJob(place, { ...common, ...images })
    const { scan } = answer
    results = answer.results
    broken.push(...brokenScan(chapter, scan))
    scans.push({ title: chapter.title, scan })
  }
  return { scans, broken, results }
}

const leftOut = (why: string): ScanTelling => ({
  scans: [{ title: 'scan', leftOut: why }],
  broken: [],
  results: '',
})

const digestsOf = (story: readonly Told[]): string[] =>
  story
    .flatMap((told) => ('run' in told ? told.run.builds : []))
    .filter(({ component }) => component === COMPONENT)
    .map(({ digest }) => digest)

const demoDatabase = async (exec: Exec, program: string, folder: string): Promise<string> => {
  const database = join(folder, 'vulnerabilities')
  const fixtures = join(folder, 'vulnerabilities.json')
  mkdirSync(database)
  writeFileSync(fixtures, demoFixtures())
  await run(exec, program, [database, new Date().toISOString(), fixtures])
  return database
}

/** What does not hold of a scan, as sentences. */
export const brokenScan = (chapter: ScanChapter, scan: Scan): string[] => {
  const { introduced } = chapter
  return [
    ['the verdict', scan.verdict, chapter.verdict],
    ['the number of high findings', scan.high, chapter.high],
    ...(introduced === undefined
      ? []
      : [['the number of introduced findings', scan.introduced, introduced]]),
  ].flatMap(([what, found, expected]) =>
    found === expected
      ? []
      : [`'${chapter.title}': ${what} is ${found}; it has to be ${expected}.`],
  )
}

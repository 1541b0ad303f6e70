import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import { once } from '@ci-kit/core/once'
import { runScan, type ScanReport, type ScanRequest, type Trivy } from './run-scan.ts'
import type { ScanPlaces } from './scan-request.ts'

/**
 * A request and its lane: scans of one lane run one after the other, and a
 * layer that was analysed costs the later ones nothing. So an image and its
 * baseline belong into one lane, one a platform: `ghcr.io/org/app linux/arm64`.
 */
export type PlannedScan = ScanRequest & { readonly lane: string }

/** A scan that failed does not take the reports of the others along. */
export type ScanResult = ScanReport | { readonly kind: 'failed'; readonly error: UserError }

export type ScanStore = {
  /** A folder of this step's own, where reports and analysed layers go. */
  readonly folder: string
  /** With the folders `db` and `java-db`; trivy only reads them. */
  readonly databases: string
  readonly workspace: string
  /** A PEM file with authorities to trust beside the system's, '' for none. */
  readonly certificates: string
  /** Puts the database of Java packages into `databases`; called once, when a scan met a jar. */
  fetchJavaDatabase(): Promise<void>
}

/**
 * Trivy locks its cache of layers and waits 5 s for the lock (pkg/cache/fs.go),
 * so two scans at once need two caches. Two are as many as the two cores of the
 * smallest runner can use.
 */
const LANES = 2

/**
 * Scans several subjects, two lanes at a time; the results are in the order of
 * the requests. Rejects only with what is no {@link UserError}, such as a
 * cancellation.
 */
export const scanAll = async (
  trivy: Trivy,
  requests: readonly PlannedScan[],
  store: ScanStore,
): Promise<readonly ScanResult[]> => {
  const javaDatabase = once(() => store.fetchJavaDatabase())
  const lanes = [...Map.groupBy(requests.entries(), ([, { lane }]) => lane).values()]
  const results = await inParallel(lanes, LANES, async (scans) => {
    const places = await lanePlaces(store)
    const done: (readonly [number, ScanResult])[] = []
    for (const [index, request] of scans) {
      const report = join(places.cacheDir, `report-${index}.json`)
      done.push([index, await scanOrFailure(trivy, request, { ...places, report }, javaDatabase)])
    }
    return done
  })
  return results
    .flat()
    .toSorted(([a], [b]) => a - b)
    .map(([, result]) => result)
}

const scanOrFailure = async (
  trivy: Trivy,
  request: ScanRequest,
  places: ScanPlaces,
  javaDatabase: () => Promise<void>,
): Promise<ScanResult> => {
  try {
    const first = await runScan(trivy, request, places)
    if (first.kind === 'report') return first
    await javaDatabase()
    const second = await runScan(trivy, request, places)
    if (second.kind === 'report') return second
    throw new UserError(
      `The scan of ${request.name} needs the database of Java packages, and trivy does not find the one that was fetched. Check the repository or folder that it comes from.`,
    )
  } catch (thrown) {
    if (thrown instanceof UserError) return { kind: 'failed', error: thrown }
    throw thrown
  }
}

/** Its databases are links, which may point at nothing until somebody needs what they name. */
const lanePlaces = async ({
  folder,
  databases,
  workspace,
  certificates,
}: ScanStore): Promise<Omit<ScanPlaces, 'report'>> => {
  const base = await mkdtemp(join(folder, 'lane-'))
  const [cacheDir, emptyFolder, emptyFile] = [
    join(base, 'cache'),
    join(base, 'empty'),
    join(base, 'empty.yaml'),
  ]
  for (const path of [cacheDir, emptyFolder]) await mkdir(path, { recursive: true, mode: 0o700 })
  await writeFile(emptyFile, '')
  for (const name of ['db', 'java-db'])
    await symlink(join(databases, name), join(cacheDir, name), 'junction')
  return {
    cacheDir,
    emptyFolder,
    emptyFile,
    nothing: join(base, 'nothing'),
    workspace,
    certificates,
  }
}

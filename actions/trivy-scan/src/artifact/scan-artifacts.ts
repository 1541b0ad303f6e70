import { UserError } from '@ci-kit/core/errors'
import { type Log, visible } from '@ci-kit/core/log'
import { mergeScans } from '../findings/merge-platforms.ts'
import { type ParsedReport, parseReportJson } from '../findings/parse-report.ts'
import type { Baseline } from '../policy/baseline.ts'
import type { OrderedScan } from '../scanner.ts'
import type { SbomFormat } from '../trivy/convert.ts'
import type { ScanReport } from '../trivy/run-scan.ts'
import type { ScanResult } from '../trivy/scan-all.ts'
import type { ScanSettings } from '../trivy/scan-request.ts'
import { type Artifact, type ArtifactPart, partName } from './artifact.ts'
import { type FoundBaseline, withoutBaseline } from './find-baseline.ts'

/** An artifact that is to be scanned. */
export type ScanOrder = {
  readonly artifact: Artifact
  readonly baseline: FoundBaseline | undefined
  /** Bills of materials that are wanted of each part. */
  readonly boms: readonly SbomFormat[]
  /** Of one of its parts. */
  settings(part: ArtifactPart): ScanSettings
}

/** A part that was scanned. */
export type ScannedPart = {
  readonly part: ArtifactPart
  readonly report: ScanReport
  readonly parsed: ParsedReport
}

/** What became of an artifact. When a part could not be scanned, what the others told still counts. */
export type ScannedArtifact = {
  readonly artifact: Artifact
  readonly parts: readonly ScannedPart[]
  readonly failures: readonly UserError[]
  readonly baseline: Baseline | undefined
  /** What makes a scan less than it seems, as sentences fit to be shown. */
  readonly notes: readonly string[]
}

/** Scans all artifacts and, with the same database, the images that they are compared with. */
export const scanArtifacts = async (
  orders: readonly ScanOrder[],
  scan: (plans: readonly OrderedScan[]) => Promise<readonly ScanResult[]>,
  log: Pick<Log, 'warning'>,
): Promise<readonly ScannedArtifact[]> => {
  const jobs = orders.flatMap(jobsOf)
  const results = await scan(jobs.map(({ plan }) => plan))
  const done = jobs.map((job, index) => {
    const result = results[index]
    // What nobody answers for would count as clean.
    if (result === undefined) throw new Error(`the scan of ${job.plan.name} has no result`)
    return { ...job, outcome: outcomeOf(job, result) }
  })
  return orders.map((order) => {
    const own = done.filter((job) => job.order === order)
    const { parts, failures } = split(own.filter(({ of }) => of === 'artifact'))
    const baseline = baselineFrom(
      order,
      own.filter(({ of }) => of === 'baseline'),
      log,
    )
    const notes = [...new Set(parts.flatMap(notesOf))]
    return { artifact: order.artifact, parts, failures, baseline, notes }
  })
}

type Job = {
  readonly order: ScanOrder
  readonly of: 'artifact' | 'baseline'
  readonly part: ArtifactPart
  readonly plan: OrderedScan
}

type Outcome = ScannedPart | UserError

type DoneJob = Job & { readonly outcome: Outcome }

/** An image and its baseline share most layers, so they share a lane, platform by platform. */
const jobsOf = (order: ScanOrder, index: number): readonly Job[] => {
  const job = (artifact: Artifact, part: ArtifactPart, of: Job['of']): Job => {
    const settings = order.settings(part)
    const plan = {
      subject: part.subject,
      name: partName(artifact, part),
      // What somebody says of the artifact does not hold for its baseline.
      settings: of === 'artifact' ? settings : { ...settings, vexFiles: [] },
      boms: of === 'artifact' ? order.boms : [],
      lane: `${index} ${part.platform}`,
    }
    return { order, of, part, plan }
  }
  const { artifact, baseline } = order
  return [
    ...artifact.parts.map((part) => job(artifact, part, 'artifact')),
    ...(baseline?.kind === 'artifact'
      ? baseline.artifact.parts.map((part) => job(baseline.artifact, part, 'baseline'))
      : []),
  ]
}

/** A report that cannot be read is no scan, and does not take those of the other parts along. */
const outcomeOf = ({ part, plan }: Job, result: ScanResult): Outcome => {
  if (result.kind === 'failed') return result.error
  try {
    return { part, report: result, parsed: parseReportJson(result.report, part) }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    return new UserError(`${visible(plan.name, 300)} counts as not scanned. ${thrown.message}`)
  }
}

const split = (jobs: readonly DoneJob[]) => {
  const outcomes = jobs.map(({ outcome }) => outcome)
  return {
    parts: outcomes.filter((outcome) => 'parsed' in outcome),
    failures: outcomes.filter((outcome) => outcome instanceof UserError),
  }
}

const notesOf = ({ report, parsed }: ScannedPart): readonly string[] => [
  ...report.warnings,
  ...parsed.notes,
]

/** A baseline that was scanned in part only would let pass what it did not see, so it counts as none. */
const baselineFrom = (
  { artifact, baseline }: ScanOrder,
  jobs: readonly DoneJob[],
  log: Pick<Log, 'warning'>,
): Baseline | undefined => {
  if (baseline?.kind !== 'artifact') return baseline?.baseline
  const { parts, failures } = split(jobs)
  const [failure] = failures
  const { name, reference } = baseline.artifact
  if (failure !== undefined) {
    log.warning(withoutBaseline(visible(name, 200), visible(artifact.name, 200), failure))
    return undefined
  }
  const scans = parts.map(({ parsed }) => parsed.scan)
  return { name: reference, findings: mergeScans(scans), scans, sameDatabase: true }
}

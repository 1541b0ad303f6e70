import type { UserError } from '@ci-kit/core/errors'
import type { Outputs } from '@ci-kit/core/outputs'
import type { ArtifactFile, ArtifactFormat } from './artifact/artifact-files.ts'
import type { Result, Unscanned } from './artifact/result.ts'
import type { Database } from './database/database.ts'
import type { Verdict } from './policy/verdict.ts'

export type ResultWithFiles = Result & { readonly files: readonly ArtifactFile[] }

/** What the outputs tell. Paths are absolute. */
export type StepResult = {
  readonly verdict: Verdict
  readonly results: readonly ResultWithFiles[]
  /** Artifacts of which nothing is known. */
  readonly unscanned: readonly Unscanned[]
  /** Why something is not known, these artifacts included. */
  readonly errors: readonly UserError[]
  /** References of images by digest, of those that were resolved. */
  readonly images: readonly string[]
  readonly outputDir: string
  /** '' for none. */
  readonly tablePath: string
  readonly summaryPath: string
  readonly commentUrl: string
  readonly database: Database | undefined
  readonly trivyVersion: string
  readonly uploaded: boolean
}

/** `error` when something could not be scanned: then nobody knows whether it would pass. */
const verdictWord = ({ verdict, errors }: Pick<StepResult, 'verdict' | 'errors'>): string =>
  errors.length > 0 ? 'error' : verdict.verdict

export const outputsOf = (step: StepResult): Outputs => {
  const { verdict, results, database } = step
  const paths = (format: ArtifactFormat) =>
    results
      .flatMap(({ files }) => files)
      .filter((file) => file.format === format)
      .map(({ path }) => path)
      .join('\n')
  return {
    verdict: verdictWord(step),
    ...counted(verdict),
    ...standings(verdict, results),
    digest: onlyDigest(step),
    image: step.images.join('\n'),
    'output-dir': step.outputDir,
    'json-path': paths('json'),
    'findings-path': paths('findings'),
    'sarif-path': paths('sarif'),
    'table-path': step.tablePath,
    'summary-path': step.summaryPath,
    'cyclonedx-path': paths('cyclonedx'),
    'spdx-path': paths('spdx'),
    'vulns-path': paths('vulns'),
    results: [...results.map(resultOutput), ...step.unscanned.map(unscannedOutput)],
    'db-digest': database?.manifestDigest ?? '',
    'db-updated-at': database?.updatedAt.toISOString() ?? '',
    'trivy-version': step.trivyVersion,
    uploaded: step.uploaded,
    'comment-url': step.commentUrl,
  }
}

const counted = ({ counts, failing, suppressed }: Verdict) => {
  const { CRITICAL: critical, HIGH: high, MEDIUM: medium, LOW: low, UNKNOWN: unknown } = counts
  const total = critical + high + medium + low + unknown
  return { critical, high, medium, low, unknown, total, failing, suppressed }
}

/** Empty without a baseline: 0 would say that somebody has compared. */
const standings = (verdict: Verdict, results: readonly Pick<Result, 'subject'>[]) => {
  const isCompared = results.some(({ subject }) => subject.baseline !== '')
  const told = (count: number) => (isCompared ? count : '')
  return {
    introduced: told(verdict.introduced),
    'newly-published': told(verdict.newlyPublished),
    existing: told(verdict.existing),
    fixed: told(verdict.fixed),
  }
}

const onlyDigest = ({ results, unscanned }: StepResult): string =>
  results.length === 1 && unscanned.length === 0 ? (results[0]?.subject.digest ?? '') : ''

const resultOutput = ({ subject, scanned, verdict, facts, files }: ResultWithFiles) => ({
  name: subject.name,
  reference: subject.reference,
  digest: subject.digest,
  platforms: subject.scans.map(({ platform }) => platform).filter((platform) => platform !== ''),
  verdict: verdictWord({ verdict, errors: scanned.failures }),
  reason: facts.verdict,
  ...counted(verdict),
  ...standings(verdict, [{ subject }]),
  files,
})

const unscannedOutput = ({ name, error }: Unscanned) => ({
  name,
  verdict: 'error',
  reason: error.message,
})

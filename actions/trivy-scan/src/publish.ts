import { counted } from '@ci-kit/core/amounts'
import { FailedResult, type UserError } from '@ci-kit/core/errors'
import type { Log } from '@ci-kit/core/log'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Summary } from '@ci-kit/core/summary'
import type { Result, Unscanned } from './artifact/result.ts'
import type { FilePorts } from './artifact/write-files.ts'
import { writeComment } from './comment/write-comment.ts'
import type { Inputs } from './inputs.ts'
import { outputsOf, type StepResult } from './outputs.ts'
import { verdict } from './policy/verdict.ts'
import type { Prepared } from './prepare.ts'
import { stepComment, stepSummary, stepTable } from './step-texts.ts'
import { tellBlindSpots, tellDoubts, tellUnmatched } from './tell.ts'
import { type Uploaded, type UploadingPorts, uploadResults } from './upload-results.ts'
import { writeReports, writeText } from './write-reports.ts'

export type PublishingPorts = UploadingPorts &
  Pick<FilePorts, 'convert'> & {
    readonly log: Log
    readonly summary: Summary
    /** From `commentKey`. */
    readonly commentKey: string
    now(): number
  }

/** What the scan of a step has told. */
export type Told = {
  readonly inputs: Inputs
  readonly prepared: Prepared
  readonly results: readonly Result[]
  /** Artifacts of which nothing is known. */
  readonly unscanned: readonly Unscanned[]
  /** References of images by digest. */
  readonly images: readonly string[]
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

/** Hands on all that was found, and then lets the gate decide. */
export const publish = async (told: Told, ports: PublishingPorts): Promise<Outputs> => {
  const { results, unscanned, prepared } = told
  const handedOn = await handOn(told, ports)
  const { errors, uploaded } = handedOn
  const decision = verdict(
    results.map(({ subject }) => subject),
    prepared.policy,
  )
  const outputs = outputsOf({
    verdict: decision,
    unscanned,
    images: told.images,
    outputDir: prepared.folder.path,
    database: prepared.database,
    trivyVersion: prepared.trivy.version,
    ...handedOn,
    uploaded: uploaded.complete,
  })
  const reasons = [
    ...errorTexts(errors, ports.log),
    ...(decision.verdict === 'fail' ? [decision.message] : []),
    ...(uploaded.failure === undefined ? [] : [uploaded.failure]),
  ]
  if (reasons.length > 0) throw new FailedResult(reasons.join('\n'), outputs)
  ports.log.info(decision.message)
  return outputs
}

type HandedOn = Pick<
  StepResult,
  'results' | 'errors' | 'tablePath' | 'summaryPath' | 'commentUrl'
> & {
  readonly uploaded: Uploaded
}

/** Files, log, code scanning, summary, comment: whatever the gate will say. */
const handOn = async (told: Told, ports: PublishingPorts): Promise<HandedOn> => {
  const { results, unscanned, startedAt, prepared, inputs } = told
  const { formats, upload, summary } = inputs.reports
  const { written, failures } = await writeReports(told, ports)
  const text = stepTable(results, unscanned)
  const tableFile = { name: 'table.txt', isWanted: formats.has('table') }
  const table = await writeText(prepared.folder, tableFile, `${text}\n`)
  const unknown = [
    ...unscanned.map(({ error }) => error),
    ...results.flatMap(({ scanned }) => scanned.failures),
  ]
  ports.log.info(text)
  tell(told, unknown.length === 0, ports.log)
  const uploaded = await uploadResults(results, upload, startedAt, ports)
  const markdown = stepSummary(results, unscanned, uploaded.notes)
  if (summary) ports.summary.append(markdown)
  const summaryFile = { name: 'summary.md', isWanted: formats.has('summary') }
  const page = await writeText(prepared.folder, summaryFile, markdown)
  return {
    results: written,
    errors: [...unknown, ...failures, ...table.failures, ...page.failures],
    tablePath: table.path,
    summaryPath: page.path,
    commentUrl: await commented(told, uploaded.notes, ports),
    uploaded,
  }
}

const tell = ({ results, prepared, inputs }: Told, isComplete: boolean, log: Log): void => {
  tellDoubts(results, log)
  tellBlindSpots(results, inputs.gate, prepared.policy.rules, log)
  // What was not scanned may be what an entry is for.
  if (isComplete) tellUnmatched(prepared.policy.entries, results, log)
}

const MAX_ERRORS = 10

/** One cause of several failures is told once. */
const errorTexts = (errors: readonly UserError[], log: Pick<Log, 'info'>): readonly string[] => {
  const texts = [...new Set(errors.map(({ message }) => message))]
  const more = texts.slice(MAX_ERRORS)
  if (more.length === 0) return texts
  for (const text of more) log.info(text)
  return [
    ...texts.slice(0, MAX_ERRORS),
    `${counted(more.length, 'more error')} ${more.length === 1 ? 'is' : 'are'} in the log.`,
  ]
}

/** Address of the comment, '' for none. */
const commented = async (
  { inputs, results, unscanned }: Told,
  notes: readonly string[],
  { context, commentKey, github, log }: PublishingPorts,
): Promise<string> => {
  const { comment, commentAuthor } = inputs.reports
  if (!comment) return ''
  const body = stepComment(results, unscanned, notes)
  const request = { context, key: commentKey, author: commentAuthor }
  const written = await writeComment(body, request, { github, log })
  return 'url' in written ? written.url : ''
}

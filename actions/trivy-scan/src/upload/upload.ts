import type { GitHubApi, GitHubWriter } from '@ci-kit/core/github'
import type { Log } from '@ci-kit/core/log'
import { announce } from './announce.ts'
import { alertsPage } from './commit.ts'
import type { SarifReport, UploadMode, UploadOutcome, UploadResult } from './outcome.ts'
import { type ProcessingPorts, processingOf } from './processing.ts'
import { readiness } from './readiness.ts'
import { type CheckedReport, checkReports } from './sarif-file.ts'
import { type Analysis, type Sent, sendReport } from './send-report.ts'

/** What an upload needs to know about the run. */
export type UploadRequest = Omit<Analysis, 'commit'> & {
  readonly mode: UploadMode
  /** The commit in the workspace, undefined when it is not known. */
  readonly checkedOut: string | undefined
  /** How long GitHub's processing is awaited, in milliseconds. */
  readonly waitMs: number
}

export type UploadPorts = Omit<ProcessingPorts, 'github'> & {
  /** Undefined without a token. */
  readonly github: (GitHubApi & GitHubWriter) | undefined
  readonly log: Log
}

/** What was sent, and what GitHub said at once. */
type Sending = { readonly report: CheckedReport; readonly sent: Sent }

/**
 * Uploads the reports of a step to code scanning, one after the other, and
 * awaits the processing of all together. Never rejects for what GitHub says:
 * `auto` logs why there are no alerts, `always` has it in the result.
 */
export const uploadReports = async (
  reports: readonly SarifReport[],
  request: UploadRequest,
  ports: UploadPorts,
): Promise<UploadResult> => {
  const { mode, context, checkedOut } = request
  const checked = checkReports(reports)
  const ready = readiness(context, checkedOut, ports.github)
  if ('refusal' in ready) {
    const outcomes = checked.map((report) => notUploaded(report, ready.refusal.reason))
    return { outcomes, failure: announce(mode, outcomes, ready.refusal, '', ports.log) }
  }
  const { commit, github } = ready
  const sendings = await sendAll(checked, { ...request, commit }, github)
  const settle = (sending: Sending) => outcomeOf(sending, request.waitMs, { ...ports, github })
  const outcomes = await Promise.all(sendings.map(settle))
  const refusal = sendings.map(({ sent }) => sent).find((sent) => 'refusal' in sent)?.refusal
  const page = alertsPage(context, commit)
  return { outcomes, failure: announce(mode, outcomes, refusal, page, ports.log) }
}

/** What is refused for a reason that holds for all is not sent again and again. */
const sendAll = async (
  reports: readonly CheckedReport[],
  analysis: Analysis,
  github: GitHubWriter,
): Promise<readonly Sending[]> => {
  const sendings: Sending[] = []
  let refused: Sent | undefined
  for (const report of reports) {
    const sent: Sent = refused ?? (await sendReport(report, analysis, github))
    if ('refusal' in sent) refused = sent
    sendings.push({ report, sent })
  }
  return sendings
}

const outcomeOf = async (
  { report, sent }: Sending,
  waitMs: number,
  ports: ProcessingPorts,
): Promise<UploadOutcome> => {
  const { name } = report
  if ('refusal' in sent) return notUploaded(report, sent.refusal.reason)
  if ('errors' in sent) return { name, state: 'failed', errors: sent.errors }
  return { name, ...(await processingOf(sent.id, waitMs, ports)) }
}

const notUploaded = ({ name }: CheckedReport, reason: string): UploadOutcome => ({
  name,
  state: 'not-uploaded',
  reason,
})

import { FailedResult } from '@ci-kit/core/errors'
import type { Log } from '@ci-kit/core/log'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Summary } from '@ci-kit/core/summary'
import type { Inputs } from './inputs.ts'
import type { Skip } from './preflight/run-trust.ts'
import type { Prepared } from './prepare.ts'
import type { ProvedRun } from './prove/prove.ts'
import type { AttestReport, ReportedInstance } from './report/attest-report.ts'
import { logLines } from './report/log-lines.ts'
import { outputsOf, skippedOutputs } from './report/outputs.ts'
import { skippedSummary, summaryOf } from './report/summary.ts'
import type { Stored } from './store/store-statements.ts'

export type PublishingPorts = { readonly log: Log; readonly summary: Summary }

export type DoneRun = {
  readonly prepared: Prepared
  readonly stored: Stored
  readonly proved: ProvedRun
  readonly instance: ReportedInstance
}

/** Tells what was done. Throws `FailedResult` with the outputs when not all of it is proven. */
export const publish = (
  { prepared, stored, proved, instance }: DoneRun,
  { showSummary }: Pick<Inputs, 'showSummary'>,
  { log, summary }: PublishingPorts,
): Outputs => {
  const { signer, problems } = proved
  const report: AttestReport = {
    statements: stored.statements,
    verified: problems.length === 0,
    allBundles: stored.files.all,
    artifact: stored.artifact,
    signer: signer && {
      identity: signer.identity,
      issuer: signer.issuer,
      sourceRepository: signer.sourceRepository,
      runner: signer.runner,
    },
    instance,
    warnings: [...prepared.stores.warnings, ...stored.warnings],
  }
  for (const line of logLines(report)) log.info(line)
  if (showSummary) summary.append(summaryOf(report))
  const outputs = outputsOf(report)
  if (report.verified) {
    log.info('Everything was read back from where it is kept, and verified.')
    return outputs
  }
  throw new FailedResult(problems.join('\n'), outputs)
}

/** Tells why nothing was signed. */
export const tellSkip = (
  skip: Skip,
  { showSummary }: Pick<Inputs, 'showSummary'>,
  { log, summary }: PublishingPorts,
): Outputs => {
  log.notice(skip.notice)
  if (showSummary) summary.append(skippedSummary(skip))
  return skippedOutputs(skip)
}

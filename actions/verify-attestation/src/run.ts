import type { Policy } from '@ci-kit/attestation/gate/policy'
import type { Verdict } from '@ci-kit/attestation/gate/verdict'
import { FailedResult } from '@ci-kit/core/errors'
import type { Log } from '@ci-kit/core/log'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Summary } from '@ci-kit/core/summary'
import type { Inputs } from './inputs.ts'
import { outputsOf } from './outputs.ts'
import type { Report } from './report/report.ts'
import { failureMessage } from './report/sentences.ts'
import { summary } from './report/summary.ts'
import { textTable } from './report/text-table.ts'
import { findTargets, type TargetPorts } from './subjects/find-targets.ts'
import type { Target } from './subjects/target.ts'

export type Ports = TargetPorts & {
  readonly log: Log
  readonly summary: Summary
  /** What has to be proven. Rejects with a `UserError` for a policy that cannot be used. */
  policy(): Promise<Policy>
  /** Judges at least one target. */
  judge(targets: readonly Target[], policy: Policy): Promise<Verdict>
  /** Writes the verification summaries, one for each target; answers their paths, none when none are wanted. */
  writeVsa(verdict: Verdict, targets: readonly Target[], policy: Policy): Promise<readonly string[]>
  now(): Date
}

/**
 * Verifies what the inputs name against the policy, tells what came out, and
 * rejects with a `FailedResult` that holds the outputs unless everything is
 * proven, or only a warning is wanted.
 */
export const run = async (inputs: Inputs, ports: Ports): Promise<Outputs> => {
  const { mode } = inputs
  const policy = await ports.policy()
  const { targets, unresolved } = await findTargets(inputs.subjects, ports)
  const judged = targets.length === 0 ? NOTHING : await ports.judge(targets, policy)
  const outcome = unresolved.length === 0 ? judged.outcome : 'unknown'
  const verdict: Verdict = { ...judged, outcome, verifiedAt: ports.now() }
  const report: Report = { outcome, mode, policy, subjects: verdict.subjects, unresolved }
  ports.log.info(textTable(report))
  if (inputs.summary) ports.summary.append(summary(report))
  const vsaPaths = await ports.writeVsa(verdict, targets, policy)
  const outputs = outputsOf(verdict, unresolved, targets, vsaPaths)
  if (outcome === 'verified') return outputs
  if (mode === 'enforce') throw new FailedResult(failureMessage(report), outputs)
  ports.log.warning(failureMessage(report))
  return outputs
}

const NOTHING = { outcome: 'unknown', subjects: [] } as const

import { AwsRefusal } from '@ci-kit/aws/aws-call'
import { limited } from '@ci-kit/core/amounts'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import { visible } from '@ci-kit/core/log'
import { alarmChecks } from './alarms.ts'
import { executionRoleFindings } from './execution-role.ts'
import { fargateFindings } from './fargate.ts'
import { type Check, type Finding, unknown } from './finding.ts'
import { imageChecks } from './images.ts'
import { loadBalancerFindings, targetGroupChecks } from './load-balancers.ts'
import { logGroupChecks, logOptionFindings } from './log-groups.ts'
import { roleChecks } from './roles.ts'
import { malformedReferences, secretChecks } from './secrets.ts'
import { sizeFindings } from './size.ts'
import type { PreflightPorts, Subject } from './subject.ts'

/** Rules that need nothing but the task definition and the service. */
const RULES = [
  sizeFindings,
  fargateFindings,
  executionRoleFindings,
  malformedReferences,
  logOptionFindings,
  loadBalancerFindings,
] as const

/** Rules that ask AWS or a registry. */
const QUESTIONS = [
  roleChecks,
  secretChecks,
  imageChecks,
  logGroupChecks,
  targetGroupChecks,
  alarmChecks,
] as const

const AT_ONCE = 8

/**
 * Checks before anything is changed whether a task definition can run in its
 * service. It only reads, never a secret's value. Errors come first, each
 * finding once. What could not be asked is `unknown`, one finding for each
 * permission that is missing. Rejects with what cancelled the action.
 */
export const preflight = async (
  subject: Subject,
  ports: PreflightPorts,
  signal?: AbortSignal,
): Promise<readonly Finding[]> => {
  const checks = QUESTIONS.flatMap((question) => question(subject, ports))
  const asked = await inParallel(checks, AT_ONCE, (check) => outcomeOf(check, signal))
  const findings = [
    ...RULES.flatMap((rule) => rule(subject)),
    ...asked.flatMap(({ found }) => found),
    ...unanswered(asked.flatMap(({ refused }) => (refused === undefined ? [] : [refused]))),
  ]
  const unique = new Map(findings.map((finding) => [finding.message, finding]))
  return LEVELS.flatMap((level) => [...unique.values()].filter((each) => each.level === level))
}

const LEVELS = ['error', 'warning', 'unknown'] as const

type Refused = { readonly what: string; readonly error: UserError }

type Outcome = { readonly found: readonly Finding[]; readonly refused: Refused | undefined }

const outcomeOf = async ({ what, run }: Check, signal?: AbortSignal): Promise<Outcome> => {
  try {
    return { found: await run(), refused: undefined }
  } catch (thrown) {
    signal?.throwIfAborted()
    if (!(thrown instanceof UserError)) throw thrown
    return { found: [], refused: { what, error: thrown } }
  }
}

const unanswered = (refused: readonly Refused[]): readonly Finding[] => {
  const byPermission = Map.groupBy(refused, ({ error }) =>
    error instanceof AwsRefusal && error.denied ? error.action : '',
  )
  const others = byPermission.get('') ?? []
  byPermission.delete('')
  return [
    ...[...byPermission].map(([action, those]) =>
      unknown(
        `Not checked, for the credentials may not ${action}: ${listed(those)}. Allow it, and it is checked before anything changes.`,
      ),
    ),
    ...others.map(({ what, error }) =>
      unknown(`Not checked: ${what}. ${visible(messageOf(error), 600)}`),
    ),
  ]
}

const listed = (refused: readonly Refused[]): string =>
  limited(
    refused.map(({ what }) => what),
    5,
  )

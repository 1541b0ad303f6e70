import { UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import { type Log, visible } from '@ci-kit/core/log'
import type { GitHubAvailability } from '../store/choose-stores.ts'
import type { ProbeResult } from './attestations-probe.ts'
import { isGitHubPackages, type Need, permissionsFor, permissionsYaml } from './permissions.ts'

/** An image repository that bundles are to be pushed to. */
export type PushTarget = {
  readonly registry: string
  /** `ghcr.io/org/app` */
  readonly name: string
}

/** `reason`: the registry's words, as the end of a sentence. */
export type PushAnswer =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: string }

export type PreflightPlan = {
  /** Whether the identity of the workflow signs, and with it an identity token is needed. */
  readonly signsAsWorkflow: boolean
  /** `required`: named by the author; `wanted`: taken where it can be had; `no`: not used. */
  readonly github: 'required' | 'wanted' | 'no'
  /** Every repository once. */
  readonly pushTargets: readonly PushTarget[]
}

export type PreflightPorts = {
  /** Whether the runner offers an identity token (ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN). */
  readonly hasIdToken: boolean
  /** Undefined without a token for GitHub's API. */
  readonly probe: (() => Promise<ProbeResult>) | undefined
  /** Tries whether something could be stored; rejects when the registry cannot be asked. */
  canPush(target: PushTarget): Promise<PushAnswer>
  readonly log: Log
}

/**
 * Makes sure that the job may do everything that is planned, before anything
 * is signed or stored. Rejects with one {@link UserError} that tells all that
 * is missing, with one block of YAML. Answers whether GitHub's API can be had.
 * Registries are tried only when all else is there.
 */
export const preflight = async (
  plan: PreflightPlan,
  ports: PreflightPorts,
): Promise<GitHubAvailability> => {
  const { availability, problems } = await githubAnswer(plan, ports)
  const before = [...(plan.signsAsWorkflow && !ports.hasIdToken ? [NO_ID_TOKEN] : []), ...problems]
  const all = before.length > 0 ? before : await pushProblems(plan.pushTargets, ports)
  if (all.length > 0) throw missing(all, plan, availability)
  return availability
}

const NO_ID_TOKEN =
  "'id-token: write' is missing: the runner offers no identity token, without which nothing can be signed. A reusable workflow needs it from its caller, too."

type GitHubFacts = {
  readonly availability: GitHubAvailability
  readonly problems: readonly string[]
}

const githubAnswer = async (
  { github }: PreflightPlan,
  { probe, log }: PreflightPorts,
): Promise<GitHubFacts> => {
  if (github === 'no') return { availability: { kind: 'unclear' }, problems: [] }
  if (probe === undefined) {
    return {
      availability: { kind: 'unavailable', reason: "input 'github-token' is empty" },
      problems: [],
    }
  }
  const { answer, detail } = await probe()
  log.debug(`GitHub's attestations API, asked with an empty request: ${answer.kind}. ${detail}`)
  if (answer.kind !== 'denied') return { availability: answer, problems: [] }
  const reason = visible(answer.reason, 200)
  return {
    availability: { kind: 'unclear' },
    problems: [`'attestations: write' is missing: GitHub says "${reason}".`],
  }
}

const PUSHES_AT_ONCE = 4

const pushProblems = async (
  targets: readonly PushTarget[],
  ports: PreflightPorts,
): Promise<readonly string[]> => {
  const answers = await inParallel(targets, PUSHES_AT_ONCE, (target) => pushProblem(target, ports))
  return answers.flatMap((problem) => problem ?? [])
}

const pushProblem = async (
  target: PushTarget,
  { canPush }: PreflightPorts,
): Promise<string | undefined> => {
  try {
    const answer = await canPush(target)
    return answer.allowed ? undefined : refusedPush(target, answer.reason)
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    return `It is not known whether ${visible(target.name, 200)} can be written to: ${thrown.message}`
  }
}

const refusedPush = ({ registry, name }: PushTarget, reason: string): string => {
  const remedy = isGitHubPackages(registry)
    ? "The job needs 'packages: write', and the package has to be linked to this repository (package settings, Manage Actions access)."
    : 'Log in with an account that may push.'
  return `${visible(name, 200)} cannot be written to: ${visible(reason, 600).replace(/\.$/, '')}. ${remedy}`
}

const missing = (
  problems: readonly string[],
  plan: PreflightPlan,
  { kind }: GitHubAvailability,
): UserError => {
  const need: Need = {
    idToken: plan.signsAsWorkflow,
    attestations: plan.github !== 'no' && kind !== 'unavailable',
    registries: plan.pushTargets.map(({ registry }) => registry),
  }
  const list = problems.map((problem) => `- ${problem}`).join('\n')
  return new UserError(
    `Nothing was signed, because the job may not do all of it:\n${list}\nThe job needs at least these permissions, next to those of its other steps:\n${permissionsYaml(permissionsFor(need))}\n`,
  )
}

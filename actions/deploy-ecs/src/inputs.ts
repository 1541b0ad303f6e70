import { type PolicyDocument, policyDocument } from '@ci-kit/attestation/gate/policy-document'
import type { ChosenTrust } from '@ci-kit/attestation/trust/chosen-roots'
import { trust } from '@ci-kit/attestation/trust/trust-inputs'
import { UserError } from '@ci-kit/core/errors'
import {
  choice,
  count,
  flag,
  type InputReader,
  lines,
  list,
  optionalText,
  secret,
} from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import { type TaskWishes, taskWishes } from './inputs/one-off-task.ts'
import { type ReleaseInputs, releaseInputs } from './inputs/release-inputs.ts'
import { serviceEntries } from './inputs/service-entries.ts'
import { serviceRequest } from './inputs/service-request.ts'
import type { ServiceRequest } from './service-request.ts'

export type Inputs = {
  readonly githubToken: string
  readonly username: string
  readonly password: string
  readonly mode: 'deploy' | 'plan'
  /** Name or ARN, `default` where the workflow names none. */
  readonly cluster: string
  readonly region: string | undefined
  /** At least one; more than one only with services. */
  readonly requests: readonly ServiceRequest[]
  /** Ends a pause instead of deploying. */
  readonly continue: 'CONTINUE' | 'ROLLBACK' | undefined
  readonly wait: WaitInputs
  readonly alarms: AlarmWatch
  readonly failFast: boolean
  readonly onFailure: 'rollback' | 'leave'
  readonly onCancel: 'rollback' | 'leave'
  readonly task: TaskWishes | undefined
  /** One entry a line, in the language of `parseSchedules`. */
  readonly schedules: string
  readonly preflight: 'true' | 'warn' | 'false'
  readonly gate: GateWishes | undefined
  readonly release: ReleaseInputs
  readonly maxAttempts: number
  readonly summary: boolean
}

export type WaitInputs = {
  readonly isWanted: boolean
  readonly limitMs: number
  readonly maxDelayMs: number
}

/** Alarms that must not fire for a while. */
export type AlarmWatch = { readonly names: readonly string[]; readonly bakeMs: number }

export type GateWishes = {
  readonly document: PolicyDocument
  readonly trust: ChosenTrust
  /** Names of containers; none for all. */
  readonly containers: readonly string[]
}

const MINUTE = 60_000

/** Reads all inputs. Throws {@link UserError} that names the input, the value and what to write. */
export const parseInputs = (from: InputReader): Inputs => {
  // First, so that nothing that follows can show them.
  const secrets = {
    githubToken: secret(from, 'github-token'),
    password: secret(from, 'password'),
  }
  const requests = serviceRequests(from)
  return refuseUnwaited({
    ...secrets,
    username: optionalText(from, 'username'),
    mode: choice(from, 'mode', ['deploy', 'plan']),
    cluster: optionalText(from, 'cluster') || 'default',
    region: optionalText(from, 'aws-region') || undefined,
    requests,
    continue: continued(from, requests),
    wait: {
      isWanted: flag(from, 'wait-for-service-stability', true),
      // The peer cuts what is longer than a job may take.
      limitMs: Math.min(count(from, 'wait-for-minutes', 1, 100_000), 360) * MINUTE,
      maxDelayMs: count(from, 'wait-max-delay-seconds', 1, 3_600) * 1_000,
    },
    alarms: {
      names: lines(from, 'health-alarms'),
      bakeMs: count(from, 'health-minutes', 0, 360) * MINUTE,
    },
    failFast: flag(from, 'fail-fast', true),
    onFailure: choice(from, 'on-failure', ['rollback', 'leave']),
    onCancel: choice(from, 'on-cancel', ['rollback', 'leave']),
    task: taskWishes(from, requests),
    schedules: from.read('scheduled-tasks'),
    preflight: choice(from, 'preflight', ['true', 'warn', 'false']),
    gate: gate(from),
    release: releaseInputs(from),
    // A retry is what follows the first attempt.
    maxAttempts: count(from, 'max-retries', 0, 100) + 1,
    summary: flag(from, 'summary', true),
  })
}

const serviceRequests = (from: InputReader): readonly ServiceRequest[] => {
  const service = optionalText(from, 'service')
  const entries = serviceEntries(from)
  if (entries === undefined) return [serviceRequest(from, service || undefined, [])]
  if (service !== '')
    throw new UserError(
      "Inputs 'service' and 'services' are both set. Write the one service as an entry of 'services' too, or leave 'services' out.",
    )
  return entries.map(({ name, needs, inputs }) => serviceRequest(inputs, name, needs))
}

const continued = (from: InputReader, requests: readonly ServiceRequest[]): Inputs['continue'] => {
  const text = optionalText(from, 'continue')
  if (text === '') return undefined
  if (text !== 'continue' && text !== 'rollback')
    throw new UserError(
      `Input 'continue' is '${visible(text, 100)}'. Use 'continue' or 'rollback', or leave it empty to deploy.`,
    )
  if (requests.some(({ service }) => service === undefined))
    throw new UserError(
      "Input 'continue' is set, and 'service' is not. Name the service whose deployment waits.",
    )
  // A plan may run for code that nobody has reviewed.
  if (choice(from, 'mode', ['deploy', 'plan']) === 'plan')
    throw new UserError(
      "Input 'continue' ends a pause, and 'mode' is 'plan', which changes nothing. Leave one of them out.",
    )
  if (flag(from, 'run-task'))
    throw new UserError(
      "Input 'continue' is set, which deploys nothing new, and 'run-task' is true. Run the task in a step of its own.",
    )
  return text === 'continue' ? 'CONTINUE' : 'ROLLBACK'
}

/** What follows the end of a deployment cannot follow when nobody waits for the end. */
const refuseUnwaited = (inputs: Inputs): Inputs => {
  const { wait, requests, task, schedules, mode } = inputs
  if (wait.isWanted || mode === 'plan') return inputs
  const wanted = [
    ...(requests.some(({ needs }) => needs.length > 0) ? ["'needs'"] : []),
    ...(task?.when === 'after' ? ["'run-task-when: after'"] : []),
    ...(schedules.trim() === '' ? [] : ["'scheduled-tasks'"]),
  ]
  if (wanted.length === 0) return inputs
  throw new UserError(
    `Input 'wait-for-service-stability' is false, and ${wanted.join(', ')} has to wait for the end of a deployment. Leave one of them out.`,
  )
}

const gate = (from: InputReader): GateWishes | undefined => {
  const document = policyDocument(from.read('verify'))
  const containers = list(from, 'verify-containers')
  if (document !== undefined) return { document, trust: trust(from), containers }
  const surplus = ['trusted-root', 'verify-containers'].find((name) => optionalText(from, name))
  if (surplus === undefined) return undefined
  throw new UserError(
    `Input '${surplus}' is set, and 'verify' is not, so nothing would be verified. Set 'verify' to a policy, or leave '${surplus}' out.`,
  )
}

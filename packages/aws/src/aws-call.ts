import { UserError } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'

export type CallOptions = {
  /**
   * Whether doing it twice is the same as doing it once. Only then it is sent
   * again after an answer from 500 or no answer: it may have been done. What
   * was throttled was not done, and is always sent again.
   */
  readonly repeatable: boolean
  /** Ends this call; the connection's own cancellation ends it as well. */
  readonly signal?: AbortSignal
}

/**
 * One operation of an AWS service: `('DescribeServices', { cluster, services })`.
 * Input and answer are JSON as AWS writes it, times as seconds since the epoch;
 * members that no SDK knows yet are kept both ways. Rejects with an
 * {@link AwsRefusal}, or with what cancelled the action.
 */
export type AwsCall = (operation: string, input: Json, options: CallOptions) => Promise<Json>

/** What is known of a refusal, for those who go on in spite of it. */
export type AwsRefusalFacts = {
  /** As IAM policies write it: `ecs:DescribeServices`. */
  readonly action: string
  /** The name of AWS's exception, `ServiceNotFoundException`; of the system's error when no answer came. */
  readonly code: string
  /** In AWS's words, on one line and short. */
  readonly reason: string
  /** Of the answer; undefined when none came. */
  readonly status: number | undefined
  /** The credentials lack the permission for {@link action}. */
  readonly denied: boolean
  /** A limit on requests. */
  readonly throttled: boolean
}

/** AWS said no, or nothing. Its message names the action, the reason and the way out. */
export class AwsRefusal extends UserError implements AwsRefusalFacts {
  readonly action: string
  readonly code: string
  readonly reason: string
  readonly status: number | undefined
  readonly denied: boolean
  readonly throttled: boolean

  constructor(message: string, facts: AwsRefusalFacts) {
    super(message)
    this.action = facts.action
    this.code = facts.code
    this.reason = facts.reason
    this.status = facts.status
    this.denied = facts.denied
    this.throttled = facts.throttled
  }
}

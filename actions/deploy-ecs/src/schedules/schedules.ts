import type { Json } from '@ci-kit/core/json'

/** What EventBridge did not take of a rule's targets. */
export type RefusedTarget = { readonly id: string; readonly code: string; readonly message: string }

export type Rule = { readonly bus: string | undefined; readonly rule: string }

/** Scheduled tasks. All reject with an AwsRefusal. */
export type Schedules = {
  /** The targets of a rule, whole. */
  targets(rule: Rule): Promise<readonly Json[]>
  /** Replaces the targets with these ids. */
  putTargets(rule: Rule, targets: readonly Json[]): Promise<readonly RefusedTarget[]>
  /** A schedule, whole. */
  read(group: string, name: string): Promise<Json>
  /** Replaces all of a schedule. */
  update(schedule: Json): Promise<void>
}

import type { KnownReason } from './known-reasons.ts'

const PLACE = /unable to place a task/i

/** Why a task could not even be placed, as service events tell. */
export const PLACEMENT_REASONS: readonly KnownReason[] = [
  {
    patterns: [PLACE, /insufficient memory|RESOURCE:MEMORY/i],
    hint: 'no instance has that much memory free. Add instances, lower the memory of the task, or lower minimumHealthyPercent so that old tasks make room.',
    hopelessAfter: 0,
  },
  {
    patterns: [PLACE, /insufficient CPU|RESOURCE:CPU/i],
    hint: 'no instance has that many CPU units free. Add instances, lower cpu of the task, or lower minimumHealthyPercent so that old tasks make room.',
    hopelessAfter: 0,
  },
  {
    patterns: [PLACE, /already using a port|RESOURCE:PORTS/i],
    hint: 'the host port is in use on every instance. Set hostPort to 0, add an instance, or lower minimumHealthyPercent so that old tasks make room.',
    hopelessAfter: 0,
  },
  {
    patterns: [PLACE, /missing an attribute/i],
    hint: 'no instance has an attribute that the task needs, such as its processor or log driver. Check placement constraints, runtimePlatform and the agent of the instances.',
    hopelessAfter: 0,
  },
  {
    patterns: [PLACE, /capacity is unavailable/i],
    hint: 'Fargate has no capacity in these zones now. Try again later, or add subnets in other zones.',
    hopelessAfter: 0,
  },
  {
    patterns: [/limit on the number of|quota|LimitExceeded/i],
    hint: 'a quota of the account is reached. Stop what is not needed, or raise the quota in Service Quotas.',
    hopelessAfter: 0,
  },
  {
    patterns: [PLACE, /no container instances? (?:were|was) found/i],
    hint: 'the cluster has no instances. Add one, or let the service run on Fargate.',
    hopelessAfter: 0,
  },
  {
    patterns: [PLACE],
    hint: 'no instance fits the task. Check placement constraints, capacity providers, and the room on the instances.',
    hopelessAfter: 0,
  },
]

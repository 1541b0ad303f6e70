import type { Json } from '@ci-kit/core/json'
import { alarming, breaking, failing } from '@ci-kit/local-aws/ecs/failing-rollouts'
import { inTurn, lateSuccess, ok, type Rollout, superseded } from '@ci-kit/local-aws/ecs/rollouts'
import { blueGreen, pausedAt } from '@ci-kit/local-aws/ecs/stages'
import { imageMissing } from '@ci-kit/local-aws/ecs/task-ends'
import { accessDenied, type Fault } from '@ci-kit/local-aws/faults'
import { type Scenario, webScenario, webTask } from '@ci-kit/local-aws/scenario'

/** What an action has to tell: that all is well, or a word of what is not. */
export type Truth = { readonly isWell: true } | { readonly isWell: false; readonly cause: RegExp }

export type Harm = 'runs-on' | 'updated' | 'member-lost' | 'volumes-cleared'

export type TruthScenario = {
  readonly name: string
  /** In words. */
  readonly truth: string
  readonly tells: Truth
  readonly scenario: Scenario
  readonly taskDefinition?: Json
  readonly inputs?: Readonly<Record<string, string>>
  /** The job is cancelled so many milliseconds after the update. */
  readonly cancelAfter?: number
  /** What is looked at afterwards, besides what the action says. */
  readonly harm?: Harm
  /** It has no end of its own, so the time is counted from the update. */
  readonly isEndless?: true
}

const NEXT = webTask('c')
const WELL: Truth = { isWell: true }
const not = (cause: RegExp): Truth => ({ isWell: false, cause })

const deploying = (rollout: Rollout, settings: Json = {}, rest: Partial<Scenario> = {}) =>
  webScenario({ ...rest, rollout: () => rollout, service: { settings } })

const breaker = (rollback: boolean): Json => ({
  deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback } },
})

const alarms: Json = {
  deploymentConfiguration: { alarms: { alarmNames: ['web-5xx'], enable: true, rollback: true } },
}

const DENIED = ['ListServiceDeployments', 'DescribeServiceDeployments', 'DescribeServices']

/** The look before the update is allowed, those of the wait are not. */
const deniedInTheWait: readonly Fault[] = DENIED.map((operation) => ({
  ...accessDenied(operation),
  after: operation === 'DescribeServiceDeployments' ? 0 : 1,
}))

const withNewMember: Json = { ...NEXT, newOfEcs: 'value' }

const VOLUMES: Json = {
  volumeConfigurations: [{ name: 'data', managedEBSVolume: { sizeInGiB: 20 } }],
}

const MISSING = 'web@sha256:c'

/** In one minute the peer's longest wait is over, and the bench. */
const ONE_MINUTE = { 'wait-for-minutes': '1' }

/** Rollouts of half a minute, as they are seen with the settings that actions have by themselves. */
export const TRUTH_SCENARIOS: readonly TruthScenario[] = [
  {
    name: 'success',
    truth: 'succeeds after 20 s',
    tells: WELL,
    scenario: deploying(ok(20_000)),
  },
  {
    name: 'circuit breaker, with rollback',
    truth: 'rolled back',
    tells: not(/rolled back|exit code 1/i),
    scenario: deploying(breaking(), breaker(true)),
  },
  {
    name: 'circuit breaker, without rollback',
    truth: 'stopped',
    tells: not(/tasks failed to start/),
    scenario: deploying(breaking(), breaker(false)),
    inputs: ONE_MINUTE,
  },
  {
    name: 'first read after the update is stale',
    truth: 'succeeds after 20 s',
    tells: WELL,
    scenario: deploying(ok(20_000), {}, { staleReads: 2 }),
  },
  {
    name: 'all tasks run, deployment still in progress',
    truth: 'succeeds after 40 s',
    tells: WELL,
    scenario: deploying(lateSuccess(8_000, 40_000)),
  },
  {
    name: 'alarm while all tasks run already',
    truth: 'rolled back',
    tells: not(/alarm web-5xx/),
    scenario: deploying(
      alarming({ runningAfter: 8_000, alarmAfter: 30_000, goingBack: 10_000 }),
      alarms,
    ),
  },
  {
    name: 'desired count 0',
    truth: 'succeeds after 20 s',
    tells: WELL,
    scenario: webScenario({ rollout: () => ok(20_000), service: { desired: 0 } }),
  },
  {
    name: 'somebody else deploys meanwhile',
    truth: 'superseded after 8 s',
    tells: not(/superseded|newer/i),
    scenario: webScenario({ rollout: inTurn(superseded(8_000), ok(20_000)) }),
  },
  {
    name: 'permission missing in the wait',
    truth: 'nobody may look',
    tells: not(/ecs:(List|Describe)Service/),
    scenario: deploying(ok(20_000), {}, { faults: deniedInTheWait }),
    inputs: ONE_MINUTE,
    isEndless: true,
  },
  {
    name: 'job cancelled',
    truth: 'a deployment runs',
    tells: not(/cancel/i),
    scenario: deploying(ok(30_000)),
    cancelAfter: 8_000,
    isEndless: true,
    harm: 'runs-on',
  },
  {
    name: 'same release again',
    truth: 'runs already',
    tells: WELL,
    scenario: deploying(ok(20_000)),
    taskDefinition: webTask('b'),
    harm: 'updated',
  },
  {
    name: 'member that the SDK does not know',
    truth: 'ECS has to see it',
    tells: WELL,
    scenario: deploying(ok(20_000)),
    taskDefinition: withNewMember,
    harm: 'member-lost',
  },
  {
    name: 'service with EBS volumes',
    truth: 'they have to stay',
    tells: WELL,
    scenario: deploying(ok(20_000), VOLUMES),
    harm: 'volumes-cleared',
  },
  {
    name: 'image missing, no circuit breaker',
    truth: 'never starts',
    tells: not(/CannotPull/),
    scenario: deploying(failing(imageMissing(MISSING))),
    inputs: ONE_MINUTE,
    isEndless: true,
  },
  {
    name: 'pause hook',
    truth: 'waits for an answer',
    tells: not(/hook|paus/i),
    scenario: deploying(pausedAt('POST_SCALE_UP', blueGreen({ stage: 2_000 })), {
      deploymentConfiguration: { strategy: 'BLUE_GREEN' },
    }),
    inputs: ONE_MINUTE,
    isEndless: true,
  },
]

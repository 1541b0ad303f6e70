import { AwsRefusal, type CallOptions } from '@ci-kit/aws/aws-call'
import type { Json } from '@ci-kit/core/json'
import { codeDeployApi } from '@ci-kit/deploy-ecs/adapters/codedeploy-api'
import type { CodeDeployRollout } from '@ci-kit/deploy-ecs/codedeploy/watch'
import { watchCodeDeploy } from '@ci-kit/deploy-ecs/codedeploy/watch'
import { virtualTime } from '../../../fakes/virtual-time.ts'

/** What a deployment is from a moment on, in CodeDeploy's own words; seconds. */
export type Phase = { readonly from: number; readonly info: Json; readonly target?: Json }

/** CodeDeploy whose deployments go through phases, behind the real adapter. */
export const fakeCodeDeploy = (
  deployments: Readonly<Record<string, readonly Phase[]>>,
  now: () => number,
) => {
  const calls: { operation: string; input: Json; options: CallOptions }[] = []
  const current = { ...deployments }
  const phase = (id: unknown) => {
    const phases = typeof id === 'string' ? current[id] : undefined
    return phases?.findLast(({ from }) => from * 1000 <= now())
  }
  const answers: Record<string, (input: Json) => Json> = {
    GetDeployment: ({ deploymentId }) => ({ deploymentInfo: phase(deploymentId)?.info }),
    BatchGetDeploymentTargets: ({ deploymentId }) => {
      const target = phase(deploymentId)?.target
      return { deploymentTargets: target === undefined ? [] : [{ ecsTarget: target }] }
    },
    StopDeployment: () => ({ status: 'Pending' }),
  }
  return {
    calls,
    /** Answers an operation in another way from now on. */
    answer: (operation: string, how: (input: Json) => Json) => {
      answers[operation] = how
    },
    /** Puts a deployment into other phases. */
    become: (id: string, phases: readonly Phase[]) => {
      current[id] = phases
    },
    port: codeDeployApi(async (operation, input, options) => {
      calls.push({ operation, input, options })
      const answer = answers[operation]
      if (answer === undefined) throw new Error(`the fake does not know ${operation}`)
      return answer(input)
    }),
    count: (operation: string) => calls.filter((call) => call.operation === operation).length,
  }
}

export const denial = (action: string) =>
  new AwsRefusal(`The credentials lack ${action}.`, {
    action,
    code: 'AccessDeniedException',
    reason: '',
    status: 400,
    denied: true,
    throttled: false,
  })

type Story = {
  readonly deployments: Readonly<Record<string, readonly Phase[]>>
  readonly rollout?: Partial<CodeDeployRollout>
  readonly onFailure?: 'rollback' | 'leave'
  readonly onCancel?: 'rollback' | 'leave'
  /** Seconds until the job is cancelled. */
  readonly cancelledAt?: number
  readonly arrange?: (fake: ReturnType<typeof fakeCodeDeploy>) => void
}

/** Watches deployment `d-1` to its end, in virtual time. */
export const watched = async (story: Story) => {
  const time = virtualTime()
  const fake = fakeCodeDeploy(story.deployments, time.now)
  story.arrange?.(fake)
  const cancelling = new AbortController()
  const notices: string[] = []
  const result = await time.run(async () => {
    if (story.cancelledAt !== undefined) {
      time.sleep(story.cancelledAt * 1000).then(() => cancelling.abort())
    }
    return watchCodeDeploy(
      {
        service: 'web',
        deployment: 'd-1',
        target: 'shop:web',
        limitMs: 600_000,
        rollsBackOnFailure: false,
        ...story.rollout,
      },
      {
        codeDeploy: fake.port,
        stopping: fake.port,
        clock: time,
        pauseAfter: () => 5_000,
        tell: () => undefined,
        notice: (text) => notices.push(text),
        onFailure: story.onFailure ?? 'leave',
        onCancel: story.onCancel ?? 'leave',
        signal: cancelling.signal,
      },
    )
  })
  return { result, fake, notices, tookMs: time.now() }
}

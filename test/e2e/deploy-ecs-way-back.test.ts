import { breaking } from '@ci-kit/local-aws/ecs/failing-rollouts'
import { inTurn, ok, type Rollout } from '@ci-kit/local-aws/ecs/rollouts'
import { webScenario, webTask } from '@ci-kit/local-aws/scenario'
import { startEcsServer } from '@ci-kit/local-aws/server'
import { expect, test } from '@jest/globals'
import { deployStep, ECS_ALONE } from '../bench/deploy-ecs-sides.ts'
import { actionFolder, errorsOf } from './actions.ts'

const deployed = async (first: Rollout, inputs: Readonly<Record<string, string>>) => {
  const breaker = { enable: true, rollback: false }
  const settings = { deploymentConfiguration: { deploymentCircuitBreaker: breaker } }
  const scenario = webScenario({ rollout: inTurn(first, ok(30_000)), service: { settings } })
  const server = await startEcsServer({ scenario, speed: 30 })
  try {
    const result = await deployStep({
      folder: actionFolder('deploy-ecs'),
      server,
      taskDefinition: webTask('c'),
      inputs: { ...ECS_ALONE, 'wait-max-delay-seconds': '1', ...inputs },
    })
    const writes = server.requests.filter(({ operation }) => /^(Update|Stop)/.test(operation))
    return { result, writes }
  } finally {
    await server.close()
  }
}

test('what the circuit breaker only stops is brought back by one further update, which nobody stops', async () => {
  const { result, writes } = await deployed(breaking(), {})
  expect(result.outputs.outcome).toBe('rolled-back')
  expect(result.exitCode).toBe(1)
  expect(errorsOf(result).join()).toContain('container web exited with 1')
  expect(writes.map(({ operation, input }) => [operation, input.taskDefinition])).toEqual([
    ['UpdateService', expect.stringMatching(/web:3$/)],
    ['UpdateService', expect.stringMatching(/web:2$/)],
  ])
})

test('what is to be left is left as the circuit breaker left it', async () => {
  const { result, writes } = await deployed(breaking(), { 'on-failure': 'leave' })
  expect(result.outputs.outcome).toBe('failed')
  expect(errorsOf(result).join()).toContain('tasks failed to start')
  expect(writes).toHaveLength(1)
})

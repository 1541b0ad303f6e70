import type { Json } from '@ci-kit/core/json'
import { breaking } from '@ci-kit/local-aws/ecs/failing-rollouts'
import type { Rollout } from '@ci-kit/local-aws/ecs/rollouts'
import { webScenario } from '@ci-kit/local-aws/scenario'
import { expect, test } from '@jest/globals'
import { attempt, everyLog, LOGGING } from './deploy-ecs-trial.ts'
import { inAdvance } from './deploy-ecs-workbench.ts'

/* Texts from ECS, tasks and logs are somebody else's: they are shown, and neither obeyed nor rendered. */

const HOSTILE =
  'x\n::error::owned\r\n##[error]owned ::set-output name=a::b <img src=x onerror=alert(1)> </details> ``` | [a](javascript:b) @octocat \u202e\u001b[31m :crit, 0, 1'

const settings: Json = {
  deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
}

/** Every text that ECS hands over is hostile. */
const hostile: Rollout = (facts) =>
  breaking({
    stopCode: `EssentialContainerExited${HOSTILE}`,
    stoppedReason: HOSTILE,
    exitCode: 1,
    reason: HOSTILE,
  })(facts).map((frame) => ({
    ...frame,
    ...(frame.event !== undefined && { event: `${frame.event} ${HOSTILE}` }),
    ...(frame.set?.statusReason !== undefined && {
      set: { ...frame.set, statusReason: HOSTILE, rollback: HOSTILE },
    }),
  }))

const of = inAdvance({
  texts: () =>
    attempt({
      scenario: webScenario({ rollout: () => hostile, service: { settings } }),
      services: () => ({ logs: everyLog(HOSTILE, '::warning::owned', '##[error]owned') }),
      inputs: { ...LOGGING, 'fail-fast': 'false' },
    }),
})

test('no text becomes a command', () => {
  const { commands, errors, exitCode } = of('texts')
  expect(exitCode).toBe(1)
  expect(errors).toHaveLength(1)
  expect(new Set(commands.map(({ name }) => name))).toEqual(new Set(['error', 'group', 'endgroup']))
  expect(commands.filter(({ message }) => message === 'owned')).toEqual([])
})

test('no text reaches Markdown as markup', () => {
  const { summary } = of('texts')
  const outsideBlocks = summary.replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '')
  expect(outsideBlocks).not.toContain('<img')
  expect(outsideBlocks).not.toContain('](javascript:')
  expect(outsideBlocks).not.toContain('@octocat')
  expect(outsideBlocks.match(/<details>/g)).toHaveLength(
    outsideBlocks.match(/<\/details>/g)?.length ?? 0,
  )
  // Nor does one end a row of a table, or an entry of the chart.
  expect(summary).not.toMatch(/^::error::/m)
  expect(summary).not.toContain('\u202e')
})

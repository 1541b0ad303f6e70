import { stepSummary } from '@ci-kit/ecs/report/summary'
import type { Outcome } from '@ci-kit/ecs/rollout/outcome'
import { describe, expect, test } from '@jest/globals'
import { cause, diagnosis, moment, report, result } from './report-samples.ts'

const summary = (...services: ReturnType<typeof report>[]) =>
  stepSummary({ services, verification: [], ledgerUrl: undefined })

const revision = (id: string, running: number, weight?: number) => ({
  arn: `arn:aws:ecs:eu-west-1:123456789012:service-revision/shop/web/${id}`,
  requested: 2,
  running,
  pending: 0,
  productionWeight: weight,
  testWeight: undefined,
})

const withProgress = (facts: object) => {
  const whole = result({ kind: 'succeeded' })
  return report({ ...whole, progress: { ...whole.progress, ...facts } })
}

const FAILED: Outcome = { kind: 'rolled-back', reason: 'breaker' }

describe('the job summary', () => {
  test.each<[Outcome, string]>([
    [{ kind: 'succeeded' }, '✅ deployed'],
    [FAILED, '❌ rolled back'],
    [{ kind: 'failed', reason: '' }, '❌ failed'],
    [{ kind: 'superseded', by: '' }, '❌ superseded'],
    [{ kind: 'timed-out', missing: [] }, '❌ timed out'],
    [{ kind: 'cancelled' }, '❌ cancelled'],
  ])('begins with the outcome: %j', (outcome, words) => {
    expect(summary(report(result(outcome))).split('\n')[0]).toBe(`### web: ${words}, 2 min 05 s`)
  })

  test('says nothing twice of what went well', () => {
    const [headline, next] = stepSummary({
      services: [report(result({ kind: 'succeeded' }))],
      verification: [],
      ledgerUrl: undefined,
    }).split('\n\n')
    expect(headline).toBe('### web: ✅ deployed, 2 min 05 s')
    expect(next).toMatch(/^Task definition/)
  })

  test('speaks of a rollback where the step was one', () => {
    const back = (outcome: Outcome) => summary(report(result(outcome), { task: 'rollback' }))
    expect(back({ kind: 'succeeded' })).toContain('### web: ✅ rolled back,')
    expect(back(FAILED)).toContain('### web: ❌ rollback undone,')
    expect(back({ kind: 'failed', reason: '' })).toContain('### web: ❌ failed,')
  })

  test('names what did not happen', () => {
    expect(summary(report('unchanged'))).toContain('### web: ✅ unchanged')
    expect(summary(report('not-begun'))).toContain('### web: – not begun')
  })

  test('leads to the console and names the task definition', () => {
    const text = summary(report(result({ kind: 'succeeded' })))
    expect(text).toContain('Task definition <code>web:42</code>')
    expect(text).toContain(
      '(https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/shop/services/web/deployments?region=eu-west-1)',
    )
  })

  test('tells the causes, with what to do and folded logs', () => {
    const log = [{ at: 1, text: 'Error: no ```heap``` </details>' }]
    const causes = [
      cause({ log }),
      cause({ container: 'proxy', logProblem: 'no logs:GetLogEvents' }),
    ]
    const targets = [{ targetGroup: 'tg', target: 't:80', state: 'unhealthy', reason: '502' }]
    const text = summary(
      report(result(FAILED), {
        diagnosis: diagnosis({
          causes,
          targets,
          firedAlarms: ['errors'],
          unknown: ['no ecs:ListTasks'],
        }),
      }),
    )
    expect(text).toContain(
      '| [3](https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/shop/tasks/abc/configuration?region=eu-west-1) | <code>EssentialContainerExited</code> | <code>api</code> | 137 |',
    )
    expect(text).toContain('Killed, most often out of memory. Raise memory of the container.')
    expect(text).toContain('````text\nError: no ```heap``` </details>\n````')
    expect(text).toContain('No log: no logs:GetLogEvents')
    expect(text).toContain('| <code>tg</code> | <code>t:80</code> | unhealthy | 502 |')
    expect(text).toContain('Alarms in state ALARM: <code>errors</code>')
    expect(text).toContain('⚠️ no ecs:ListTasks')
  })

  test('shows the tasks before and after, with traffic where there is any', () => {
    const canary = summary(
      withProgress({ sources: [revision('1', 2, 90)], target: revision('2', 1, 10) }),
    )
    expect(canary).toContain('| Production traffic | Test traffic |')
    expect(canary).toContain('| before | <code>1</code> | 2 of 2 | 0 | 90 % |  |')
    expect(canary).toContain('| new | <code>2</code> | 1 of 2 | 0 | 10 % |  |')
    const rolling = summary(withProgress({ sources: [revision('1', 0)], target: revision('2', 2) }))
    expect(rolling).not.toContain('traffic')
    expect(rolling).toContain('| new | <code>2</code> | 2 of 2 | 0 |')
  })

  test('shows the entries where ECS tells nothing better', () => {
    const entry = (status: string, running: number, revision: number) => ({
      id: 'x',
      status,
      taskDefinition: `arn:aws:ecs:eu-west-1:123456789012:task-definition/web:${revision}`,
      desired: 2,
      running,
      pending: 1,
      failed: 4,
    })
    const text = summary(
      withProgress({ entries: [entry('PRIMARY', 1, 42), entry('ACTIVE', 2, 41)] }),
    )
    expect(text).toContain('| new | <code>web:42</code> | 1 of 2 | 1 | 4 |')
    expect(text).toContain('| before | <code>web:41</code> | 2 of 2 | 1 | 4 |')
  })

  test('has a picture, the events, the changes, the verification and the record', () => {
    const rollout = result(
      { kind: 'succeeded' },
      {
        timeline: [moment('stage', 0, 'SCALE_UP'), moment('stage', 60, 'BAKE_TIME')],
        events: [{ id: 'e', at: Date.UTC(2026, 1, 1, 10, 1, 2), message: '(service web) steady' }],
      },
    )
    const text = stepSummary({
      services: [report(rollout, { changes: ['-  image: a', '+  image: b'] })],
      verification: ['api@sha256:00 was built by org/shop'],
      ledgerUrl: 'https://github.com/org/shop/deployments/1',
    })
    expect(text).toContain('```mermaid\ngantt\n')
    expect(text).toContain('<summary>Events (1)</summary>')
    expect(text).toContain('| 10:01:02 | (service web) steady |')
    expect(text).toContain('```diff\n-  image: a\n+  image: b\n```')
    expect(text).toContain('#### Verification\n\n- api&#64;&#8203;sha256:00 was built by org/shop')
    expect(text).toContain('[Record of this release](https://github.com/org/shop/deployments/1)')
  })

  test('has the YAML that ends a pause', () => {
    const paused: Outcome = {
      kind: 'paused',
      isWanted: true,
      stage: undefined,
      hookId: 'h',
      expiresAt: undefined,
      timeoutAction: undefined,
    }
    expect(summary(report(result(paused)))).toContain('```yaml\nwith:\n  cluster: "shop"')
  })

  test('of several services begins with a table', () => {
    const text = summary(report(result(FAILED)), report('unchanged', { service: 'api' }))
    expect(text.split('\n').slice(0, 4)).toEqual([
      '| Service | Outcome | Task definition | Time |',
      '| --- | --- | --- | --- |',
      '| [web](https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/shop/services/web/health?region=eu-west-1) | ❌ rolled back | <code>web:42</code> | 2 min 05 s |',
      expect.stringContaining('✅ unchanged'),
    ])
  })
})

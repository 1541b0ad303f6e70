import { UserError } from '@ci-kit/core/errors'
import type { Wanted } from '@ci-kit/rollback/choose/wanted'
import { describe, expect, test } from '@jest/globals'
import { digest, image, serviceArn } from './fake-ecs.ts'
import { world } from './world.ts'

const named = (name: string): { readonly wanted: Wanted } => ({ wanted: { kind: 'named', name } })
const writes = (calls: readonly string[]) =>
  calls.filter((call) => /^(Update|Stop|Register)/.test(call))

/** A, B and so on, deployed one after the other. */
const deployed = (letters: string, names?: readonly string[]) => {
  const made = world(names)
  const arns = [...letters].map((letter) => {
    const arn = made.ecs.define(image(letter))
    for (const name of names ?? ['web']) made.ecs.deploy(name, arn)
    return arn
  })
  return { ...made, arns }
}

describe('going back', () => {
  test('goes to the release before, and records what was bad', async () => {
    const { ecs, ledger, rollBack, arns } = deployed('ab')
    const { outputs, message } = await rollBack()
    expect(message).toBeUndefined()
    expect(outputs).toMatchObject({ outcome: 'rolled-back', from: arns[1], to: arns[0] })
    expect(ecs.running('web')).toBe(arns[0])
    expect(ledger.all[0]).toMatchObject({
      task: 'rollback',
      service: serviceArn('web'),
      reason: 'checkout is broken',
      actor: 'octocat',
      taskDefinition: arns[0],
      bad: [{ taskDefinition: arns[1], digests: { app: image('b') } }],
    })
    expect(outputs['deployment-id']).toBe(ledger.all[0]?.id)
  })

  test('the summary says in words what came of it, and which releases there are', async () => {
    const { rollBack, summaries } = deployed('abc')
    await rollBack()
    const [summary = ''] = summaries
    expect(summary).toMatch(/^### ✅ Rolled back\n/)
    expect(summary).toMatch(/\| \d{4}-\d\d-\d\d \d\d:\d\d UTC \| ▶ current \|/)
    expect(summary).toMatch(/\| ✅ good \|/)
    await rollBack()
    expect(summaries[1]).toMatch(/\| ❌ bad \|/)
  })

  test('changes nothing but the task definition, once', async () => {
    const { ecs, rollBack } = deployed('ab')
    await rollBack()
    expect(writes(ecs.calls)).toEqual(['UpdateService service,taskDefinition'])
  })

  test('needs four calls of ECS and one question for the images before the update', async () => {
    const { ecs, rollBack } = deployed('ab')
    const asked: (readonly string[])[] = []
    const imageProblems = async (images: readonly string[]) => {
      asked.push(images)
      return []
    }
    await rollBack({}, { imageProblems })
    const before = ecs.calls.slice(
      0,
      ecs.calls.findIndex((call) => call.startsWith('Update')),
    )
    expect(before).toEqual([
      'DescribeServices',
      'ListServiceDeployments',
      'DescribeServiceRevisions',
      'DescribeTaskDefinition',
    ])
    expect(asked).toEqual([[image('a')]])
  })

  test('a second time goes behind the first target', async () => {
    const { ecs, rollBack, arns } = deployed('abc')
    await rollBack()
    expect(ecs.running('web')).toBe(arns[1])
    await rollBack()
    expect(ecs.running('web')).toBe(arns[0])
    const third = await rollBack()
    expect(third.message).toContain('no earlier release')
    expect(ecs.running('web')).toBe(arns[0])
  })

  test('a second time never comes back without a ledger either', async () => {
    const { ecs, rollBack, arns } = deployed('ab')
    await rollBack({}, { ledger: undefined })
    const { message } = await rollBack({}, { ledger: undefined })
    expect(message).toContain('no earlier release')
    expect(ecs.running('web')).toBe(arns[0])
  })

  test('a bad release that was deployed again stays bad', async () => {
    const { ecs, rollBack, arns } = deployed('ab')
    await rollBack()
    ecs.deploy('web', ecs.define(image('b'), { cpu: '512' }))
    ecs.deploy('web', ecs.define(image('c')))
    await rollBack()
    expect(ecs.running('web')).toBe(arns[0])
  })

  test('a change of configuration alone is a release, and its images stay good', async () => {
    const { ecs, ledger, rollBack } = deployed('')
    const good = ecs.define(image('a'))
    const broken = ecs.define(image('a'), { cpu: '256' })
    ecs.deploy('web', good)
    ecs.deploy('web', broken)
    await rollBack()
    expect(ecs.running('web')).toBe(good)
    expect(ledger.all[0]?.bad).toEqual([{ taskDefinition: broken, digests: {} }])
  })

  test('passes over what the ledger calls failed though ECS was content', async () => {
    const { ecs, ledger, rollBack, arns } = deployed('abc')
    ledger.add({ taskDefinition: arns[1] ?? '' }, 'failed')
    await rollBack()
    expect(ecs.running('web')).toBe(arns[0])
  })

  test('marks what a far way back passes over', async () => {
    const { ecs, ledger, rollBack, arns } = deployed('abcd')
    await rollBack({ wanted: { kind: 'back', steps: 2 } })
    expect(ecs.running('web')).toBe(arns[1])
    expect(ledger.all[0]?.bad.map(({ taskDefinition }) => taskDefinition)).toEqual([
      arns[3],
      arns[2],
    ])
    await rollBack()
    expect(ecs.running('web')).toBe(arns[0])
  })
})

describe('a deployment that goes on', () => {
  const during = () => {
    const made = deployed('a')
    const next = made.ecs.define(image('b'))
    made.ecs.begin('web', next)
    return { ...made, next }
  }

  test('is stopped with a rollback, and its target marked', async () => {
    const { ecs, ledger, rollBack, arns, next } = during()
    const { outputs } = await rollBack()
    expect(outputs).toMatchObject({ outcome: 'rolled-back', to: arns[0] })
    expect(writes(ecs.calls)).toEqual(['StopServiceDeployment ROLLBACK'])
    expect(ledger.all[0]?.bad).toMatchObject([{ taskDefinition: next }])
  })

  test('that succeeded meanwhile is rolled back by an update', async () => {
    const { ecs, rollBack, arns } = during()
    ecs.onStop = () => ecs.end('web', 'SUCCESSFUL')
    expect((await rollBack()).outputs.outcome).toBe('rolled-back')
    expect(ecs.running('web')).toBe(arns[0])
    expect(writes(ecs.calls)).toHaveLength(2)
  })

  test('that went back by itself meanwhile needs no more', async () => {
    const { ecs, rollBack, arns } = during()
    ecs.onStop = () => ecs.end('web', 'ROLLBACK_SUCCESSFUL')
    expect((await rollBack()).outputs.outcome).toBe('rolled-back')
    expect(ecs.running('web')).toBe(arns[0])
    expect(writes(ecs.calls)).toEqual(['StopServiceDeployment ROLLBACK'])
  })

  test('is stopped and then updated when another release is named', async () => {
    const { ecs, rollBack, arns } = deployed('ab')
    ecs.begin('web', ecs.define(image('c')))
    expect((await rollBack(named(digest('a')))).outputs.outcome).toBe('rolled-back')
    expect(ecs.running('web')).toBe(arns[0])
    expect(writes(ecs.calls)).toEqual([
      'StopServiceDeployment ROLLBACK',
      'UpdateService service,taskDefinition',
    ])
  })

  test('without an earlier completed one is refused', async () => {
    const { ecs, rollBack } = world()
    ecs.begin('web', ecs.define(image('a')), false)
    const { message, outputs } = await rollBack()
    expect(outputs.outcome).toBe('refused')
    expect(message).toContain('no earlier completed one')
    expect(writes(ecs.calls)).toEqual([])
  })
})

describe('the target', () => {
  test('is registered anew, pinned, when its task definition is inactive', async () => {
    const { ecs, rollBack, arns } = deployed('ab')
    ecs.deactivate(arns[0] ?? '')
    const { outputs } = await rollBack()
    expect(outputs.outcome).toBe('rolled-back')
    expect(ecs.running('web')).not.toBe(arns[0])
    expect(outputs['task-definition-arn']).toBe(ecs.running('web'))
    const again = await rollBack()
    expect(again.message).toContain('no earlier release')
  })

  test('is pinned to the digest that ran when it has a tag only', async () => {
    const { ecs, rollBack } = world()
    ecs.deploy('web', ecs.define('ghcr.io/org/shop:stable'), digest('a'))
    ecs.deploy('web', ecs.define(image('b')))
    await rollBack()
    const { document } = await ecs.taskDefinitions.describe(ecs.running('web'))
    expect(document.containerDefinitions).toMatchObject([{ image: image('a') }])
  })
})

describe('nothing is changed', () => {
  test.each([
    ['no release is known', world(), {}, {}, 'no earlier release'],
    [
      'an image is gone',
      deployed('ab'),
      {},
      { imageProblems: async () => [{ image: image('a'), reason: 'it was deleted' }] },
      'it was deleted',
    ],
    [
      'an attestation does not verify',
      deployed('ab'),
      {},
      {
        verify: async () => {
          throw new UserError('Image is not signed by release.yml.')
        },
      },
      'not signed by release.yml',
    ],
    ['the name stands for nothing', deployed('ab'), named('0000000'), {}, "known as '0000000'"],
    ['the name is the current one', deployed('ab'), named(digest('b')), {}, 'runs now'],
  ])('when %s', async (_case, { ecs, rollBack }, settings, ports, words) => {
    const { message, outputs } = await rollBack(settings, ports)
    expect(outputs.outcome).toBe('refused')
    expect(message).toContain('Nothing was changed')
    expect(message).toContain(words)
    expect(writes(ecs.calls)).toEqual([])
  })

  test('when migrations between are marked contract, unless that is allowed', async () => {
    const { ecs, ledger, rollBack, arns } = deployed('ab')
    ledger.add({ taskDefinition: arns[0] ?? '' })
    ledger.add({ taskDefinition: arns[1] ?? '', migrations: 'contract' })
    const { message } = await rollBack()
    expect(message).toContain('allow-contract: true')
    expect(writes(ecs.calls)).toEqual([])
    expect((await rollBack({ allowContract: true })).message).toBeUndefined()
  })

  test('when a commit stands for two releases', async () => {
    const { ecs, ledger, rollBack, arns } = deployed('abc')
    ledger.add({ taskDefinition: arns[0] ?? '', commit: `1234567a${'0'.repeat(32)}` })
    ledger.add({ taskDefinition: arns[1] ?? '', commit: `1234567b${'0'.repeat(32)}` })
    const { message } = await rollBack(named('1234567'))
    expect(message).toContain('stands for several releases')
    expect(message).toContain('shop:1')
    expect(message).toContain('shop:2')
    expect(writes(ecs.calls)).toEqual([])
    await rollBack(named('1234567a'))
    expect(ecs.running('web')).toBe(arns[0])
  })

  test('for a release that is marked, unless somebody insists', async () => {
    const { ecs, rollBack, arns } = deployed('ab')
    await rollBack()
    const { message } = await rollBack(named(digest('b')))
    expect(message).toContain('allow-bad: true')
    expect(ecs.running('web')).toBe(arns[0])
    await rollBack({ ...named(digest('b')), allowBad: true })
    expect(ecs.running('web')).toBe(arns[1])
  })

  test('for a revision that never ran, unless that is allowed', async () => {
    const { ecs, rollBack } = world()
    const unproven = ecs.define(image('a'))
    ecs.deploy('web', ecs.define(image('b')))
    expect((await rollBack()).outputs.outcome).toBe('refused')
    expect((await rollBack({ allowUnproven: true })).outputs.outcome).toBe('rolled-back')
    expect(ecs.running('web')).toBe(unproven)
  })

  test.each([
    ['EXTERNAL', { controller: 'EXTERNAL' as const }, 'external controller'],
    ['CODE_DEPLOY', { controller: 'CODE_DEPLOY' as const }, 'CodeDeploy'],
    ['Express', { isExpress: true }, 'Express'],
    ['DRAINING', { status: 'DRAINING' as const }, 'DRAINING'],
  ])('in a service that is %s', async (_case, members, words) => {
    const { ecs, rollBack } = deployed('ab')
    ecs.change('web', members)
    expect((await rollBack()).message).toContain(words)
    expect(writes(ecs.calls)).toEqual([])
  })

  test('in a dry run, which lists what each candidate takes out', async () => {
    const { ecs, ledger, rollBack, arns, summaries } = deployed('abc')
    arns.forEach((taskDefinition, at) => {
      ledger.add({ taskDefinition, commit: String(at + 1).repeat(40) })
    })
    const commits = { total: 2, listed: [{ sha: '3'.repeat(40), title: 'feat: <b>break</b>' }] }
    const { outputs } = await rollBack({ dryRun: true }, { commitsBetween: async () => commits })
    expect(outputs.outcome).toBe('dry-run')
    expect(outputs.candidates).toMatchObject({
      web: [{ state: 'current' }, { state: 'good', commits: 2 }, { state: 'good', commits: 2 }],
    })
    expect(summaries.join()).toContain('2 commits')
    expect(summaries.join()).not.toContain('<b>')
    expect(writes(ecs.calls)).toEqual([])
  })
})

describe('several services', () => {
  test('go back together, each with one update', async () => {
    const { ecs, ledger, rollBack, arns } = deployed('ab', ['web', 'api'])
    expect((await rollBack()).outputs.outcome).toBe('rolled-back')
    expect([ecs.running('web'), ecs.running('api')]).toEqual([arns[0], arns[0]])
    expect(writes(ecs.calls)).toHaveLength(2)
    expect(ledger.all.map(({ service }) => service).toSorted()).toEqual([
      serviceArn('api'),
      serviceArn('web'),
    ])
  })

  test('stay as they are when one of them cannot', async () => {
    const { ecs, rollBack, arns } = deployed('ab', ['web', 'api'])
    ecs.change('api', { controller: 'EXTERNAL' })
    const { outputs } = await rollBack()
    expect(outputs['rolled-back']).toMatchObject({ api: { outcome: 'refused' } })
    expect(ecs.running('web')).toBe(arns[1])
  })

  test('are named when one is not there', async () => {
    const { rollBack } = deployed('ab')
    await expect(rollBack({ services: ['web', 'wbe'] })).rejects.toThrow(/wbe.*MISSING/)
  })
})

describe('a rollback that does not end well is red', () => {
  test.each([
    ['failed', { kind: 'failed' as const, reason: 'tasks die' }, 'tasks die'],
    ['failed', { kind: 'rolled-back' as const, reason: 'the breaker opened' }, 'breaker'],
    ['timed-out', { kind: 'timed-out' as const, missing: ['1 task to start.'] }, '1 task'],
    ['superseded', { kind: 'superseded' as const, by: 'arn:other' }, 'arn:other'],
  ])('%s', async (outcome, next, words) => {
    const { ecs, ledger, rollBack } = deployed('ab')
    ecs.next = next
    const ended = await rollBack()
    expect(ended.outputs.outcome).toBe(outcome)
    expect(ended.message).toContain(words)
    expect(ledger.states.get(ledger.all[0]?.id ?? '')).toBe('failed')
  })

  test('cancelled, and the record stays open as ECS goes on', async () => {
    const { ecs, ledger, rollBack, said } = deployed('ab')
    ecs.next = { kind: 'cancelled' }
    const { outputs } = await rollBack()
    expect(outputs.outcome).toBe('cancelled')
    expect(said.join()).toContain('ECS goes on with the rollback')
    expect(ledger.states.get(ledger.all[0]?.id ?? '')).toBe('running')
  })

  test('with the cause, in the error and in the summary', async () => {
    const { ecs, rollBack, summaries, arns } = deployed('ab')
    ecs.next = { kind: 'failed', reason: 'tasks die' }
    const cause = {
      service: 'web',
      stopCode: 'EssentialContainerExited',
      container: 'app',
      exitCode: 137,
      reason: 'OutOfMemoryError',
      count: 3,
      task: undefined,
      hint: 'it was killed',
      log: undefined,
      logProblem: '',
    }
    const asked: string[] = []
    const { message } = await rollBack(
      {},
      {
        diagnose: async (service, { taskDefinition }) => {
          asked.push(taskDefinition)
          return {
            service: service.name,
            causes: [cause],
            targets: [],
            firedAlarms: [],
            unknown: [],
          }
        },
      },
    )
    expect(asked).toEqual([arns[0]])
    expect(message).toContain('tasks die Cause: container app exited with 137')
    expect(summaries.join()).toContain('OutOfMemoryError')
  })

  test('when the health check fails', async () => {
    const { rollBack } = deployed('ab')
    const { outputs, message } = await rollBack({}, { unhealthy: async () => 'status 503' })
    expect(outputs.outcome).toBe('failed')
    expect(message).toContain('status 503')
  })

  test('when the ledger does not learn of it', async () => {
    const { ecs, ledger, rollBack, arns } = deployed('ab')
    const silent = {
      ...ledger,
      begin: async () => {
        throw new UserError('Give the job these permissions:\n  deployments: write')
      },
    }
    const { message, outputs } = await rollBack({}, { ledger: silent })
    expect(outputs.outcome).toBe('rolled-back')
    expect(message).toContain('the ledger does not know')
    expect(message).toContain('deployments: write')
    expect(ecs.running('web')).toBe(arns[0])
  })
})

import { UserError } from '@ci-kit/core/errors'
import { type GroupMember, runGroup } from '@ci-kit/deploy-ecs/group/run-group'
import type { OutcomeKind } from '@ci-kit/ecs/rollout/outcome'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { virtualTime } from '../../../fakes/virtual-time.ts'
import { aResult, OUTCOME_KINDS } from './endings.ts'

/** How a service of the story goes: what its start answers, and what its rollout comes to. */
type Course = {
  readonly needs?: readonly string[]
  readonly ends?: OutcomeKind | 'refused' | 'lost' | 'settled'
  /** Virtual milliseconds. */
  readonly startMs?: number
  readonly watchMs?: number
  readonly back?: OutcomeKind | 'refused' | 'none'
}

const story = async (
  courses: Readonly<Record<string, Course>>,
  onFailure: 'rollback' | 'leave' = 'rollback',
  cancelledAt?: number,
) => {
  const time = virtualTime()
  const cancelling = new AbortController()
  const log: string[] = []
  const backFor: string[] = []
  const services = Object.entries(courses).map(([service, { needs = [] }]) => ({ service, needs }))
  const of = (service: string): Course => courses[service] ?? {}
  const members = await time.run(() => {
    if (cancelledAt !== undefined) time.sleep(cancelledAt).then(() => cancelling.abort())
    return runGroup(services, {
      start: async (service) => {
        log.push(`start ${service}`)
        await time.sleep(of(service).startMs ?? 1)
        if (of(service).ends === 'refused') throw new UserError(`no ${service}`)
        return of(service).ends === 'settled' ? undefined : service
      },
      watch: async (service) => {
        await time.sleep(of(service).watchMs ?? 10)
        const { ends = 'succeeded' } = of(service)
        log.push(`end ${service}`)
        if (ends === 'lost') throw new UserError('out of sight')
        return aResult(service, ends === 'refused' || ends === 'settled' ? 'failed' : ends)
      },
      rollBack: async (service, because) => {
        log.push(`back ${service}`)
        backFor.push(because)
        await time.sleep(5)
        const { back = 'rolled-back' } = of(service)
        if (back === 'refused') throw new UserError('no way back')
        return back === 'none' ? undefined : aResult(service, back)
      },
      onFailure,
      cancellation: cancelling.signal,
    })
  })
  return { members, log, backFor }
}

const endOf = (members: readonly GroupMember[], service: string): string => {
  const end = members.find((member) => member.service === service)?.end
  return end?.kind === 'watched' ? end.result.outcome.kind : (end?.kind ?? 'nothing')
}

test('a service starts once all that it needs has succeeded', async () => {
  const { log, members } = await story({
    web: { needs: ['api', 'auth'] },
    api: { watchMs: 50 },
    auth: { watchMs: 10 },
  })
  expect(log).toEqual(['start api', 'start auth', 'end auth', 'end api', 'start web', 'end web'])
  expect(members.map(({ service }) => service)).toEqual(['web', 'api', 'auth'])
})

test('what has nothing to roll out counts as there', async () => {
  const { log, members } = await story({ web: { needs: ['api'] }, api: { ends: 'settled' } })
  expect(log).toEqual(['start api', 'start web', 'end web'])
  expect(endOf(members, 'api')).toBe('settled')
})

test('after a failure nothing starts, all that runs is waited for, and what succeeded goes back', async () => {
  const { log, members, backFor } = await story({
    db: {},
    api: { needs: ['db'], watchMs: 20, ends: 'failed' },
    job: { needs: ['db'], watchMs: 60 },
    web: { needs: ['api'] },
  })
  expect(log).toEqual([
    'start db',
    'end db',
    'start api',
    'start job',
    'end api',
    'end job',
    'back job',
    'back db',
  ])
  expect(backFor).toEqual(Array(2).fill("'api' did not succeed (failed: tasks stopped)"))
  expect(members.at(-1)?.end).toEqual({
    kind: 'not-started',
    reason: "Not started, because 'api' did not succeed.",
  })
})

test('with on-failure: leave what succeeded stays', async () => {
  const { log } = await story({ db: {}, api: { needs: ['db'], ends: 'failed' } }, 'leave')
  expect(log).not.toContain('back db')
})

test('a refused start keeps the next from starting', async () => {
  const { log, members } = await story({ api: { ends: 'refused' }, web: {} })
  expect(log).toEqual(['start api'])
  expect(members[0]?.end).toMatchObject({ kind: 'broken', error: { message: 'no api' } })
  expect(endOf(members, 'web')).toBe('not-started')
})

test.each(['superseded', 'cancelled'] as const)(
  'after %s nothing starts, and nothing goes back',
  async (ends) => {
    const { log } = await story({ db: {}, api: { needs: ['db'], ends }, web: { needs: ['api'] } })
    expect(log).toEqual(['start db', 'end db', 'start api', 'end api'])
  },
)

test('what needs a paused service waits for another run', async () => {
  const { log, members } = await story({
    api: { ends: 'paused' },
    web: { needs: ['api'] },
    job: {},
  })
  expect(log).not.toContain('start web')
  expect(endOf(members, 'job')).toBe('succeeded')
  expect(members[1]?.end).toMatchObject({
    reason: "Not started, because it needs 'api', which is paused.",
  })
})

test('a cancelled job starts nothing more and takes nothing back', async () => {
  const courses = {
    db: {},
    api: { needs: ['db'], watchMs: 50, ends: 'failed' },
    web: { needs: ['api'] },
  } as const
  const { log, members } = await story(courses, 'rollback', 30)
  expect(log).toEqual(['start db', 'end db', 'start api', 'end api'])
  expect(endOf(members, 'web')).toBe('not-started')
})

test.each([
  ['refused', 'broken'],
  ['none', 'left'],
  ['failed', 'watched'],
] as const)('a way back that is %s is told', async (back, kind) => {
  const { members } = await story({ db: { back }, api: { needs: ['db'], ends: 'failed' } })
  expect(members[0]?.takenBack?.kind).toBe(kind)
})

test('needs that cannot be met are refused before anything starts', async () => {
  await expect(story({ web: { needs: ['web'] } })).rejects.toThrow('circle')
})

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
const GOOD = ['succeeded', 'settled', 'paused']
const FAILURES = ['rolled-back', 'failed', 'timed-out', 'refused', 'lost']

/** A service needs earlier ones only, so that there is no circle. */
const courses = fc
  .tuple(
    ...NAMES.map((_, index) =>
      fc.subarray(NAMES.slice(0, index), { maxLength: Math.min(2, index) }),
    ),
  )
  .chain((needs) =>
    fc.tuple(
      ...needs.map((each) =>
        fc.record<Course>({
          needs: fc.constant(each),
          ends: fc.oneof(
            { weight: 6, arbitrary: fc.constant('succeeded' as const) },
            {
              weight: 2,
              arbitrary: fc.constantFrom('refused', 'lost', 'settled', ...OUTCOME_KINDS),
            },
          ),
          startMs: fc.nat(5),
          watchMs: fc.nat(50),
          back: fc.constantFrom('rolled-back', 'failed', 'refused', 'none'),
        }),
      ),
    ),
  )

test('whatever happens: once each, none after a failure, all to their end, back what succeeded', async () => {
  await fc.assert(
    fc.asyncProperty(courses, async (list) => {
      const all = Object.fromEntries(list.map((course, index) => [NAMES[index] ?? '', course]))
      const { log, members } = await story(all)
      const started = log.filter((line) => line.startsWith('start ')).map((line) => line.slice(6))
      expect(new Set(started).size).toBe(started.length)
      for (const { service, end } of members) {
        expect(end.kind === 'not-started').toBe(!started.includes(service))
      }
      // A refused start never gets to its end, so that nothing may start after it either.
      const fatal = log.findIndex((line) => {
        const [what = '', service = ''] = line.split(' ')
        const { ends = 'succeeded' } = all[service] ?? {}
        return what === 'end' ? !GOOD.includes(ends) : what === 'start' && ends === 'refused'
      })
      const after = fatal === -1 ? [] : log.slice(fatal + 1)
      expect(after.filter((line) => line.startsWith('start '))).toEqual([])

      const isFailed = started.some((service) => FAILURES.includes(all[service]?.ends ?? ''))
      const succeeded = started.filter((service) => all[service]?.ends === 'succeeded')
      const back = log.filter((line) => line.startsWith('back ')).map((line) => line.slice(5))
      expect(back.toSorted()).toEqual(isFailed ? succeeded.toSorted() : [])
      for (const { service, takenBack } of members) {
        expect(takenBack !== undefined).toBe(back.includes(service))
      }
      // Those that need others go back before them.
      for (const [at, service] of back.entries()) {
        const needs = all[service]?.needs ?? []
        expect(back.slice(0, at).filter((earlier) => needs.includes(earlier))).toEqual([])
      }
    }),
    { numRuns: 150 },
  )
})

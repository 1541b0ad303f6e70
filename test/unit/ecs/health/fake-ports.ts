import type { Clock } from '@ci-kit/core/clock'
import type { Alarm } from '@ci-kit/ecs/adapters/alarms'
import type { HealthAnswer, HealthPorts } from '@ci-kit/ecs/health/health'
import { virtualTime } from '../../../fakes/virtual-time.ts'

/** Time that passes when all wait; a wait ends early when its signal aborts. */
export const abortableTime = () => {
  const time = virtualTime()
  const sleep: Clock['sleep'] = (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      void time.sleep(milliseconds).then(resolve)
    })
  return { ...time, sleep }
}

export const answered = (status: number, more: { location?: string; excerpt?: string } = {}) =>
  ({ kind: 'answer', status, location: more.location, excerpt: more.excerpt ?? '' }) as const

/** The answer to each URL at each moment, and the alarms at each moment. Shows what was asked when. */
export const fakeHealth = (world: {
  readonly answer?: (url: string, at: number) => HealthAnswer | 'hangs'
  readonly alarms?: (at: number) => readonly Alarm[]
}) => {
  const time = abortableTime()
  const asked: { url: string; at: number }[] = []
  const lines: string[] = []
  const ports: HealthPorts = {
    clock: time,
    progress: (text) => lines.push(text),
    alarms: async () => world.alarms?.(time.elapsed()) ?? [],
    get: async (url, signal) => {
      asked.push({ url: url.href, at: time.elapsed() })
      const answer = world.answer?.(url.href, time.elapsed()) ?? answered(200)
      if (answer !== 'hangs') return answer
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
      )
    },
  }
  return { time, ports, asked, lines }
}

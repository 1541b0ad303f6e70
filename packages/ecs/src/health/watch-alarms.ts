import { AwsRefusal } from '@ci-kit/aws/aws-call'
import { duration, limited } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import type { Alarm } from '../adapters/alarms.ts'
import { refusalKind } from '../rollout/refusal-kind.ts'
import type { AlarmSettings, Health, HealthPorts } from './health.ts'

/**
 * Watches alarms until the bake time is over. One that fires ends it at once.
 * An alarm that is not there, or whose state nobody knows, is not healthy. One
 * without data is: a service without errors has no data on errors; it is
 * noted. Rejects with the signal's reason, or with an AwsRefusal.
 */
export const watchAlarms = async (
  settings: AlarmSettings,
  { alarms, clock, progress }: HealthPorts,
  signal: AbortSignal,
): Promise<Health> => {
  const { names, bakeMs, intervalMs } = settings
  if (names.length === 0) return { outcome: 'healthy', notes: [] }
  const end = clock.elapsed() + bakeMs
  progress(`Watching ${limited(names.map(shown), 5)} for ${duration(bakeMs)}`)
  for (;;) {
    // Seen before it is asked: the last look is never before the end of the time.
    const left = end - clock.elapsed()
    const found = await unlessBusy(alarms(names, signal), left)
    signal.throwIfAborted()
    const reason = found && reasonIn(names, found)
    if (reason !== undefined) return { outcome: 'unhealthy', reason }
    if (left <= 0 && found !== undefined) return { outcome: 'healthy', notes: notesOn(found) }
    await clock.sleep(Math.min(intervalMs, left), signal)
  }
}

/** A look that CloudWatch was too busy for is left out, but not the last one. */
const unlessBusy = async (
  answer: Promise<readonly Alarm[]>,
  left: number,
): Promise<readonly Alarm[] | undefined> => {
  try {
    return await answer
  } catch (thrown) {
    if (left > 0 && thrown instanceof AwsRefusal && refusalKind(thrown) === 'passing')
      return undefined
    throw thrown
  }
}

const reasonIn = (names: readonly string[], found: readonly Alarm[]): string | undefined => {
  const firing = found.find(({ state }) => state === 'ALARM')
  if (firing !== undefined)
    return `Alarm ${shown(firing.name)} fires: ${visible(firing.reason, 300)}`
  const missing = names.filter((name) => !found.some((alarm) => alarm.name === name))
  if (missing.length > 0)
    return `There is no alarm ${limited(missing.map(shown), 5)} to watch. Correct the name, or create it.`
  const odd = found.find(({ state }) => state === 'UNKNOWN')
  return (
    odd && `Alarm ${shown(odd.name)} has a state that is not known, so it is not taken for fine.`
  )
}

const notesOn = (found: readonly Alarm[]): readonly string[] => {
  const silent = found.filter(({ state }) => state === 'INSUFFICIENT_DATA')
  return silent.length === 0
    ? []
    : [
        `Without data, and so not firing: ${limited(
          silent.map(({ name }) => shown(name)),
          5,
        )}.`,
      ]
}

const shown = (name: string): string => `'${visible(name, 255)}'`

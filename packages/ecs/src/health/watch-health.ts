import type { Health, HealthPorts, HealthSettings } from './health.ts'
import { watchAlarms } from './watch-alarms.ts'
import { watchUrl } from './watch-url.ts'

/**
 * Whether a service that runs is well: its address answers as it should, and
 * no alarm fires for the bake time, both watched at once. What is unhealthy
 * first ends the other. With nothing to watch it is healthy. Rejects with the
 * signal's reason, or with the AwsRefusal of an alarm that cannot be read: what
 * cannot be seen is not healthy.
 */
export const watchHealth = async (
  settings: HealthSettings,
  ports: HealthPorts,
  signal?: AbortSignal,
): Promise<Health> => {
  const over = new AbortController()
  const both = AbortSignal.any([over.signal, ...(signal ? [signal] : [])])
  const watches = [
    ...(settings.url ? [watchUrl(settings.url, ports, both)] : []),
    ...(settings.alarms ? [watchAlarms(settings.alarms, ports, both)] : []),
  ]
  try {
    const all = await Promise.all(watches.map(async (watch) => unlessUnhealthy(await watch)))
    return { outcome: 'healthy', notes: all.flat() }
  } catch (thrown) {
    if (thrown instanceof Unhealthy) return { outcome: 'unhealthy', reason: thrown.message }
    throw thrown
  } finally {
    over.abort()
    // What was ended by this has nothing more to tell.
    await Promise.allSettled(watches)
  }
}

/** Ends waiting for the others. */
class Unhealthy extends Error {
  override readonly name = 'Unhealthy'
}

const unlessUnhealthy = (health: Health): readonly string[] => {
  if (health.outcome === 'healthy') return health.notes
  throw new Unhealthy(health.reason)
}

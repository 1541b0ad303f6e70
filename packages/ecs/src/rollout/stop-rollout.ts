import { isStoppable } from './decide.ts'
import type { Outcome } from './outcome.ts'
import type { Asked } from './sight.ts'
import type { Stopper, Stopping } from './stop-once.ts'
import type { WatchPorts } from './watch-ports.ts'
import { verdictOf, type Watched, withStep } from './watched.ts'

/** A rollout, and its end where nothing is left to wait for. */
export type Stopped = { readonly watched: Watched; readonly outcome: Outcome | undefined }

const going = (watched: Watched): Stopped => ({ watched, outcome: undefined })

/**
 * Does what is wished: tells ECS once to roll back, after which the rollout is
 * watched to its end. What is not found yet is stopped when it is.
 */
export const stopRollout = async (
  ports: WatchPorts,
  stop: Stopper,
  watched: Watched,
): Promise<Stopped> => {
  const { wish, deployment } = watched
  if (wish === undefined || watched.isStopTried) return going({ ...watched, wish: undefined })
  if (watched.isLegacy) return refused(ports, watched, wish, 'Its service deployment is not known.')
  if (deployment === undefined) return going(watched)
  if (!isStoppable(watched)) return going({ ...watched, wish: undefined })
  return afterStop(ports, watched, wish, await stop(deployment))
}

const afterStop = (ports: WatchPorts, watched: Watched, wish: Asked, done: Stopping): Stopped => {
  const { clock, log } = ports
  const { service } = watched.started
  const sent: Watched = { ...watched, isStopTried: true, wish: undefined }
  if (done.kind === 'refused') return refused(ports, sent, wish, done.why)
  if (done.kind === 'ended') {
    log.info(`${service}: was to be rolled back, but had ended meanwhile.`)
    return going(withStep(sent, clock.now(), 'was to be stopped, but had ended meanwhile'))
  }
  const doubt = done.kind === 'unsure' ? ' ECS has not confirmed it.' : ''
  log.info(`${service}: ECS is told to roll back. ${wish.reason}${doubt}`)
  const text = `told ECS to roll back: ${wish.reason}`
  return going({ ...withStep(sent, clock.now(), text), asked: wish })
}

/** It goes on. Only a group's member is worth watching, because it may succeed. */
const refused = (ports: WatchPorts, watched: Watched, wish: Asked, why: string): Stopped => {
  const { service } = watched.started
  const text = `It was not stopped. ${why}`
  ports.log.warning(`${service}: ${wish.reason} ${text}`)
  const after = withStep(
    { ...watched, isStopTried: true, wish: undefined },
    ports.clock.now(),
    text,
  )
  return { watched: after, outcome: refusedOutcome(watched, wish, text) }
}

const refusedOutcome = (watched: Watched, wish: Asked, text: string): Outcome | undefined => {
  if (wish.why === 'failure') return { kind: 'failed', reason: `${wish.reason} ${text}` }
  if (wish.why !== 'limit') return undefined
  const verdict = verdictOf(watched)
  const missing = verdict.kind === 'wait' ? verdict.missing : []
  return { kind: 'timed-out', missing: [...missing, text] }
}

import type { Log } from '@ci-kit/core/log'

/** A log that tells each notice once: most are about the run, and each of several images has them. */
export const toldOnce = (log: Log): Log => {
  const told = new Set<string>()
  return {
    ...log,
    notice: (text, at) => {
      if (told.has(text)) return
      told.add(text)
      log.notice(text, at)
    },
  }
}

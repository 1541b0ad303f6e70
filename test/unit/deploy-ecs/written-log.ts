import type { Log } from '@ci-kit/core/log'

/** A log that keeps its lines, whatever their level. */
export const writtenLog = (): { readonly log: Log; readonly lines: readonly string[] } => {
  const lines: string[] = []
  const keep = (text: string) => void lines.push(text)
  const log: Log = {
    info: keep,
    debug: keep,
    notice: keep,
    warning: keep,
    error: keep,
    group: keep,
    endGroup: () => {},
  }
  return { log, lines }
}

import type { WatchPorts } from './watch-ports.ts'

/** A log for several watches of a step: what stands in the way of looking is the same for all, and told once. */
export const noticesOnce = ({ info, notice, warning }: WatchPorts['log']): WatchPorts['log'] => {
  const told = new Set<string>()
  return {
    info,
    warning,
    notice: (text) => {
      if (!told.has(text)) notice(text)
      told.add(text)
    },
  }
}

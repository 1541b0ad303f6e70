import { readFileSync } from 'node:fs'
import { until } from '../../fakes/until.ts'

/** Waits until a process has ended; one that nobody has waited for yet (Z) has. */
export const untilEnded = (pid: number): Promise<void> => until(() => !isAlive(pid))

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

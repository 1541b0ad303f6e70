import { readFileSync } from 'node:fs'
import { until } from './until.ts'

/** Whether a process still runs; one that has ended and that nobody has waited for yet (Z) does not. */
export const isRunning = (pid: number): boolean => {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

export const untilEnded = (pid: number): Promise<void> => until(() => !isRunning(pid))

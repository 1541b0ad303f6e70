import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** Whether a process is still there one second from now; one that nobody has waited for yet (Z) has ended. */
export const outlives = async (pid: number): Promise<boolean> => {
  for (let tries = 0; tries < 50 && isAlive(pid); tries += 1) await wait(20)
  return isAlive(pid)
}

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

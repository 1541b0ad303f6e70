/**
 * Milliseconds for which the work kept a processor busy. Unlike the time that
 * passes, it does not grow when the machine has other things to do.
 */
export const cpuTime = (work: () => void): number => {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

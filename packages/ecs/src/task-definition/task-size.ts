const CPU_UNITS_OF_VCPU = 1_024
const MIB_OF_GIB = 1_024

/** CPU of a task in CPU units. ECS takes `256` and `.25 vCPU`; undefined for anything else. */
export const cpuUnits = (text: string): number | undefined =>
  amount(text, /^(?:(\d+)|(\d+|\d*\.\d+) ?vcpus?)$/i, CPU_UNITS_OF_VCPU)

/** Memory of a task in MiB. ECS takes `512` and `1 GB`; undefined for anything else. */
export const memoryMib = (text: string): number | undefined =>
  amount(text, /^(?:(\d+)|(\d+|\d*\.\d+) ?GB)$/i, MIB_OF_GIB)

const amount = (text: string, spelling: RegExp, factor: number): number | undefined => {
  const [, plain, units] = spelling.exec(text.trim()) ?? []
  const found = plain === undefined ? Number(units ?? Number.NaN) * factor : Number(plain)
  return Number.isSafeInteger(found) && found > 0 ? found : undefined
}

import type { Log } from '@ci-kit/core/log'
import type { GateInputs } from './inputs/gate.ts'
import type { Rules } from './policy/assess.ts'
import { EPSS_MAX_BYTES, parseEpss } from './policy/epss.ts'
import type { IgnoreEntry } from './policy/ignore-entry.ts'
import { NO_IGNORES, readIgnoreFiles, type YamlReader } from './policy/ignore-file.ts'
import { ignoreIndex } from './policy/ignored.ts'
import { KEV_MAX_BYTES, parseKev } from './policy/kev.ts'
import { ageWarning, type ListFile } from './policy/list-file.ts'

export type PolicyPorts = {
  readonly log: Log
  /** Reads a file that an input names, of at most that many bytes; throws a UserError that names both. */
  readFile(path: string, input: string, maxBytes: number): Promise<Uint8Array>
  /** Loads the reader of YAML. */
  yaml(): Promise<YamlReader>
  /** Milliseconds since the epoch. */
  now(): number
}

/** All that the gate goes by, with the entries of ignore files for what is told of them. */
export type Policy = {
  readonly rules: Omit<Rules, 'vex'>
  readonly entries: readonly IgnoreEntry[]
  readonly expired: readonly IgnoreEntry[]
}

/** An ignore file is written by people. */
const IGNORE_MAX_BYTES = 4 * 1024 * 1024

/** Reads the files of the policy, before anything is scanned: a mistake in them is told at once. */
export const readPolicy = async (gate: GateInputs, ports: PolicyPorts): Promise<Policy> => {
  const { failOn, reportSeverity, ignoreUnfixed, licenseDeny } = gate
  const [ignores, kev, epss] = await Promise.all([
    readIgnores(gate.ignoreFiles, ports),
    readKev(gate.kevFile, ports),
    readEpss(gate.epssFile, ports),
  ])
  const index = ignoreIndex(ignores.entries)
  const rules = { failOn, reportSeverity, ignoreUnfixed, licenseDeny, ignores: index, kev, epss }
  return { rules, ...ignores }
}

const readIgnores = async (paths: readonly string[], ports: PolicyPorts) => {
  if (paths.length === 0) return NO_IGNORES
  const files = await Promise.all(
    paths.map(async (path) => {
      const bytes = await ports.readFile(path, 'ignore-files', IGNORE_MAX_BYTES)
      return { path, text: Buffer.from(bytes).toString() }
    }),
  )
  return readIgnoreFiles(files, await ports.yaml(), ports.now())
}

const readKev = async (path: string, ports: PolicyPorts): Promise<Rules['kev']> => {
  if (path === '') return undefined
  const file: ListFile = { input: 'kev-file', path }
  const bytes = await ports.readFile(path, file.input, KEV_MAX_BYTES)
  const kev = parseKev(Buffer.from(bytes).toString(), path)
  warnOfAge(file, kev.releasedAt, ports)
  return kev
}

const readEpss = async (path: string, ports: PolicyPorts): Promise<Rules['epss']> => {
  if (path === '') return undefined
  const file: ListFile = { input: 'epss-file', path }
  const epss = parseEpss(await ports.readFile(path, file.input, EPSS_MAX_BYTES), path)
  warnOfAge(file, epss.scoredAt, ports)
  return epss
}

const warnOfAge = (file: ListFile, date: Date | undefined, { log, now }: PolicyPorts): void => {
  const warning = ageWarning(file, date, now())
  if (warning !== undefined) log.warning(warning)
}

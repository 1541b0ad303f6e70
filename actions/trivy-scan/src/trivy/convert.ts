import { stat, writeFile } from 'node:fs/promises'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { withoutSecretLabels } from '../findings/sbom-report.ts'
import { convertArguments } from './command.ts'
import type { ScanReport, Trivy } from './run-scan.ts'
import { trivyLog } from './trivy-log.ts'

export type SbomFormat = 'cyclonedx' | 'spdx-json'

const TIME_LIMIT_MS = 120_000

/**
 * Writes the bill of materials that trivy makes of one of its reports to
 * `output`, an absolute path. Throws
 * {@link UserError} when it fails, and when it writes nothing.
 */
export const convert = async (
  { exec, program, env }: Pick<Trivy, 'exec' | 'program' | 'env'>,
  report: Pick<ScanReport, 'report' | 'places'>,
  format: SbomFormat,
  output: string,
): Promise<void> => {
  const places = { ...report.places, report: await sourceOf(report, format) }
  const { exitCode, timedOut, stderr } = await exec(
    program,
    convertArguments(format, output, places),
    { cwd: places.emptyFolder, env, timeoutMs: TIME_LIMIT_MS },
  )
  const failed = (reason: string): UserError =>
    new UserError(
      `trivy could not write the bill of materials as ${format}: ${reason}. Leave it out of the wanted reports, or run the job again.`,
    )
  if (timedOut) throw failed(`it did not end within ${TIME_LIMIT_MS / 1000} s`)
  if (exitCode !== 0) {
    const said = trivyLog(stderr)
      .at(-1)
      ?.text.replace(/^Fatal error\s+/, '')
    throw failed(visible(said ?? `exit code ${exitCode}`, 300))
  }
  const size = await sizeOf(output)
  if (size === 0) throw failed('it wrote nothing')
}

/** The report as trivy wrote it, or a copy without what must not be spread. */
const sourceOf = async (
  { report, places }: Pick<ScanReport, 'report' | 'places'>,
  format: SbomFormat,
): Promise<string> => {
  const shareable = withoutSecretLabels(report)
  if (shareable === undefined) return places.report
  // Both formats may be made at the same time.
  const copy = `${places.report}.${format}`
  await writeFile(copy, JSON.stringify(shareable), { mode: 0o600 })
  return copy
}

const sizeOf = async (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    // Not there is as good as empty here.
    () => 0,
  )

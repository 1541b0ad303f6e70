import { execFile } from 'node:child_process'
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { locateTools } from '@ci-kit/tooling/tools'

const exec = promisify(execFile)

/** The path of the real trivy, or of the program that writes databases for it. */
export const scanTool = (name: 'trivy' | 'trivyFixtureDb'): string => {
  const path = locateTools()[name]
  if (path === undefined)
    throw new Error(
      `There is no ${name} on this machine. Install Go and run npm test, which builds it.`,
    )
  return path
}

/** A new folder for `--cache-dir` with these databases in their places; the caller removes it. */
export const trivyCache = (databases: {
  readonly db: string
  readonly 'java-db'?: string
}): string => {
  const cache = mkdtempSync(join(tmpdir(), 'trivy-cache-'))
  for (const [place, folder] of Object.entries(databases)) symlinkSync(folder, join(cache, place))
  return cache
}

/** Flags of trivy's that each of its commands has, where not all do. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  config: ['--skip-check-update'],
  sbom: ['--skip-db-update', '--skip-java-db-update', '--offline-scan'],
}

const SCANS = ['--skip-db-update', '--skip-java-db-update', '--offline-scan', '--skip-check-update']

/** What keeps trivy at what it is given: nothing is looked up, nothing of the machine is read. */
const alone = (cache: string, command: string): readonly string[] => {
  const none = join(cache, 'none.yaml')
  writeFileSync(none, '')
  return [
    ...['--cache-dir', cache, '--config', none, '--ignorefile', none, '--quiet'],
    ...['--skip-version-check', '--disable-telemetry', ...(OWN[command] ?? SCANS)],
  ]
}

/** Runs the real trivy, such as `image --format json …`, on a cache that holds databases. */
export const runTrivy = async (
  cache: string,
  [command = '', ...args]: readonly string[],
): Promise<string> => {
  const { stdout } = await exec(scanTool('trivy'), [command, ...alone(cache, command), ...args], {
    env: { PATH: '/usr/bin:/bin', HOME: cache },
    maxBuffer: 100 * 1024 * 1024,
  })
  return stdout
}

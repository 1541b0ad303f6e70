import type { OutputFolder } from '@ci-kit/core/output-folder'
import type { ArtifactPorts, FoundArtifact } from './artifact/find-artifacts.ts'
import { findArtifacts } from './artifact/find-artifacts.ts'
import type { Dockerfile } from './artifact/sarif-source.ts'
import type { Database } from './database/database.ts'
import type { Inputs } from './inputs.ts'
import type { InstalledTrivy } from './install/installation.ts'
import { type Policy, type PolicyPorts, readPolicy } from './policy-files.ts'
import { checkSettingsFiles } from './settings-files.ts'
import { scannablePath } from './target/path-target.ts'
import { needsVulnerabilityDatabase } from './trivy/scan-request.ts'
import { checkVexFiles } from './vex/vex-files.ts'

export type PreparingPorts = PolicyPorts &
  ArtifactPorts & {
    installTrivy(): Promise<InstalledTrivy>
    vulnerabilityDatabase(): Promise<Database>
    /** Makes the folder of the reports; throws a UserError when it cannot be used. */
    outputFolder(): Promise<OutputFolder>
    /** Ends what is still under way, because the step fails. */
    stop(): void
  }

/** All that a scan needs. */
export type Prepared = {
  readonly policy: Policy
  readonly dockerfile: Dockerfile | undefined
  readonly folder: OutputFolder
  readonly trivy: InstalledTrivy
  /** Undefined when nobody looks for vulnerabilities. */
  readonly database: Database | undefined
  readonly found: readonly FoundArtifact[]
}

/** A Dockerfile is written by people. */
const DOCKERFILE_MAX_BYTES = 4 * 1024 * 1024

/**
 * Reads the policy, then fetches at the same time what a scan needs. Throws
 * {@link UserError} for what no scan goes without.
 */
export const prepare = async (inputs: Inputs, ports: PreparingPorts): Promise<Prepared> => {
  // What is wrong with a file of the job is told before anything is downloaded.
  const [policy, dockerfile] = await Promise.all([
    readPolicy(inputs.gate, ports),
    readDockerfile(inputs.reports.dockerfile, ports),
    checkVexFiles(inputs.vex.files, ports.readFile),
  ])
  const { targets, settings } = inputs
  checkSettingsFiles(settings, ports.workspace)
  if (targets.kind !== 'image' && targets.kind !== 'archive')
    scannablePath('scan-ref', targets.path, targets.kind, ports.workspace)
  const folder = await ports.outputFolder()
  const needsDatabase = needsVulnerabilityDatabase(
    targets.kind === 'image' ? 'registry' : targets.kind,
    settings,
  )
  const [trivy, database, found] = await together(
    [
      ports.installTrivy(),
      needsDatabase ? ports.vulnerabilityDatabase() : Promise.resolve(undefined),
      findArtifacts(targets, ports),
    ],
    ports.stop,
  )
  return { policy, dockerfile, folder, trivy, database, found }
}

const readDockerfile = async (
  path: string,
  { readFile }: Pick<ArtifactPorts, 'readFile'>,
): Promise<Dockerfile | undefined> => {
  if (path === '') return undefined
  const bytes = await readFile(path, 'dockerfile', DOCKERFILE_MAX_BYTES)
  return { path, text: Buffer.from(bytes).toString() }
}

/** All answers; when one fails, the others are stopped and have ended before it is thrown, so that nothing is written any more. */
const together = async <T extends readonly unknown[]>(
  work: { readonly [Index in keyof T]: Promise<T[Index]> },
  stop: () => void,
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> => {
  try {
    return await Promise.all(work)
  } catch (thrown) {
    stop()
    await Promise.allSettled(work)
    throw thrown
  }
}

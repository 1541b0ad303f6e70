import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Registry, startRegistry } from '@ci-kit/cli/engine'
import { runStep } from '@ci-kit/cli/run-step'
import { actionFolder } from '../e2e/actions.ts'
import { pushArtifact } from '../fakes/oci-artifact.ts'
import { makeDatabase, pushDatabase } from '../fakes/trivy-database.ts'
import { runTrivy, scanTool, trivyCache } from '../fakes/trivy-tools.ts'
import type { Timed } from './report.ts'
import { sampleAdvisories, sampleImage } from './trivy-scan-sample.ts'

/** A registry with the sample image and its database, which is on the disk already. */
export type ScanPlace = {
  readonly image: string
  /** Reference of the database. */
  readonly repository: string
  /** The folder of the database. */
  readonly database: string
  /** For what is written; it goes with the place. */
  readonly folder: string
  stop(): Promise<void>
}

export const scanPlace = async (): Promise<ScanPlace> => {
  const registry: Registry = await startRegistry()
  const folder = mkdtempSync(join(tmpdir(), 'trivy-scan-bench-'))
  const database = makeDatabase(sampleAdvisories())
  const { address } = registry
  await pushDatabase(address, database)
  await pushArtifact(address, 'sample', '1', await sampleImage())
  return {
    image: `${address}/sample:1`,
    repository: `${address}/trivy-db:2`,
    database,
    folder,
    stop: async () => {
      rmSync(folder, { recursive: true })
      rmSync(database, { recursive: true })
      await registry.stop()
    },
  }
}

/** Runs of the plain trivy, one for each format, which begin without any layer in the cache. */
export const plainTrivy =
  ({ image, database, folder }: ScanPlace, formats: readonly string[], share: boolean): Timed =>
  async () => {
    let sum = 0
    let cache = trivyCache({ db: database })
    for (const format of formats) {
      const started = performance.now()
      const output = join(folder, `plain.${format}`)
      const args = ['--image-src', 'remote', '--format', format, '--output', output, image]
      await runTrivy(cache, ['image', ...args])
      sum += performance.now() - started
      if (share) continue
      rmSync(cache, { recursive: true })
      cache = trivyCache({ db: database })
    }
    rmSync(cache, { recursive: true })
    return sum
  }

const REPORTS = ['json', 'findings', 'sarif', 'table', 'cyclonedx', 'spdx', 'vulns', 'summary']

/** The bundle with all formats. The database is there from the run before; layers are not. */
export const bundledScan = ({ image, repository, folder }: ScanPlace): Timed => {
  const cache = join(folder, 'cache')
  return async () => {
    rmSync(join(cache, 'fanal'), { recursive: true, force: true })
    const { exitCode, durationMs, outputs, log } = await runStep({
      folder: actionFolder('trivy-scan'),
      workspace: folder,
      inputs: {
        'image-ref': image,
        'db-repositories': repository,
        'cache-dir': cache,
        'output-dir': 'reports',
        'fail-on': 'none',
        'github-token': '',
        install: 'path',
        upload: 'never',
      },
      env: { HOME: folder, PATH: `${dirname(scanTool('trivy'))}:/usr/bin:/bin` },
    })
    const missing = REPORTS.filter((name) => !outputs[`${name}-path`])
    if (exitCode !== 0 || missing.length > 0 || !(Number(outputs.total) > 0))
      throw new Error(`The step did not write all of it (${missing}):\n${log}`)
    return durationMs
  }
}

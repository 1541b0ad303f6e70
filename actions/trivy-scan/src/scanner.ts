import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from '@ci-kit/core/event'
import { credentialsFile } from '@ci-kit/login/credentials-file'
import type { Credentials } from '@ci-kit/oci/credentials'
import type { FilePorts } from './artifact/write-files.ts'
import type { InstalledTrivy } from './install/installation.ts'
import { beginConversions, type Conversions } from './trivy/conversions.ts'
import type { SbomFormat } from './trivy/convert.ts'
import { trivyEnvironment } from './trivy/environment.ts'
import type { Trivy } from './trivy/run-scan.ts'
import { type PlannedScan, type ScanResult, type ScanStore, scanAll } from './trivy/scan-all.ts'

/** A verified trivy with all that it needs. */
export type Scanner = Pick<FilePorts, 'convert'> & {
  scan(plans: readonly OrderedScan[]): Promise<readonly ScanResult[]>
}

/** A scan, and the bills of materials that are wanted of it. */
export type OrderedScan = PlannedScan & { readonly boms: readonly SbomFormat[] }

export type ScannerParts = Pick<Trivy, 'exec' | 'log' | 'clock'> & {
  readonly env: Environment
  /** Of the registries that are scanned, and no others. */
  readonly hosts: readonly string[]
  readonly credentials: Credentials
  readonly store: ScanStore
}

/** Gives a program its folders and its credentials. */
export const scannerOf = async (
  { path }: Pick<InstalledTrivy, 'path'>,
  { env, hosts, credentials, store, ...tools }: ScannerParts,
): Promise<Scanner> => {
  const temp = join(store.folder, 'temp')
  const [dockerConfig] = await Promise.all([
    credentialsFile(hosts, credentials, join(store.folder, 'docker')),
    mkdir(temp, { mode: 0o700 }),
  ])
  const trivy = { ...tools, program: path, env: trivyEnvironment(env, { dockerConfig, temp }) }
  let conversions: Conversions = beginConversions(trivy, [])
  return {
    scan: async (plans) => {
      const results = await scanAll(trivy, plans, store)
      const wanted = results.flatMap((result, index) =>
        result.kind === 'report' ? [{ report: result, boms: plans[index]?.boms ?? [] }] : [],
      )
      conversions = beginConversions(trivy, wanted)
      return results
    },
    convert: (...of) => conversions.take(...of),
  }
}

import { createCipheriv } from 'node:crypto'
import type { Advisory } from '../fakes/advisories.ts'
import type { Artifact } from '../fakes/oci-artifact.ts'
import { alpineFiles, nodeModules, type Versions } from '../fakes/sample-files.ts'
import { imageOf } from '../fakes/sample-image.ts'
import type { Files } from '../fakes/tar.ts'

const SYSTEM_PACKAGES = 150
const NODE_PACKAGES = 400
const FILES_OF_PACKAGE = 4
const SOURCES = 5_000
const SOURCE_BYTES = 8_000
const LIBRARIES = 6
const LIBRARY_BYTES = 6 * 1024 * 1024

const numbered = (prefix: string, count: number): Versions =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}${at}`, '1.0.0']))

const SYSTEM = numbered('system-', SYSTEM_PACKAGES)
const NODE = numbered('node-', NODE_PACKAGES)

/** Every third package of the sample has a hole, of each severity in turn. */
export const sampleAdvisories = (): readonly Advisory[] => {
  const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const
  return [...Object.keys(SYSTEM), ...Object.keys(NODE)]
    .filter((_, at) => at % 3 === 0)
    .map((name, at) => ({
      id: `CVE-2026-${10_000 + at}`,
      severity: severities[at % severities.length] ?? 'LOW',
      package: name,
      fixed: '1.0.1',
      ...(name.startsWith('node-') && { ecosystem: 'npm' as const }),
      description: `What somebody can do with ${name}. `.repeat(20),
    }))
}

/**
 * An application as many are: a system of 150 packages with 36 MiB of
 * libraries, and 600 packages of node_modules with 29 MB of sources.
 */
export const sampleImage = (platform = 'linux/amd64'): Promise<Artifact> =>
  imageOf({ platform, layers: [system(), application()] })

const system = (): Files => ({
  ...alpineFiles({ packages: SYSTEM }),
  ...Object.fromEntries(
    Array.from({ length: LIBRARIES }, (_, at) => [`usr/lib/library-${at}.so`, noise(at)]),
  ),
})

const application = (): Files => ({
  ...nodeModules('app', NODE),
  ...Object.fromEntries(
    Object.keys(NODE).flatMap((name) =>
      Array.from({ length: FILES_OF_PACKAGE }, (_, at) => [
        `app/node_modules/${name}/lib/part-${at}.js`,
        source(at),
      ]),
    ),
  ),
  ...Object.fromEntries(
    Array.from({ length: SOURCES }, (_, at) => [`app/src/part-${at}.js`, source(at)]),
  ),
})

const source = (at: number): string => {
  const line = `export const part${at} = (value) => value.map((each) => each + '${at}')\n`
  return line.repeat(Math.ceil(SOURCE_BYTES / line.length))
}

/** Incompressible, as compiled code nearly is, and the same in each run. */
const noise = (seed: number): Uint8Array => {
  const iv = Buffer.alloc(16, seed)
  return createCipheriv('aes-256-ctr', Buffer.alloc(32), iv).update(Buffer.alloc(LIBRARY_BYTES))
}

import type { Files } from './tar.ts'
import { zipOf } from './zip.ts'

/** Versions by name. */
export type Versions = Readonly<Record<string, string>>

export type AlpineFiles = {
  readonly packages: Versions
  /** `3.20.3` when left out. */
  readonly release?: string
  /** By package, as SPDX expressions; `MIT` when left out. */
  readonly licenses?: Readonly<Record<string, string>>
}

/** What makes a root file system Alpine, with its package database. */
export const alpineFiles = ({
  packages,
  release = '3.20.3',
  licenses = {},
}: AlpineFiles): Files => ({
  'etc/os-release': `NAME="Alpine Linux"\nID=alpine\nVERSION_ID=${release}\nPRETTY_NAME="Alpine Linux v${release}"\n`,
  'etc/alpine-release': `${release}\n`,
  'lib/apk/db/installed': Object.entries(packages)
    .map(([name, version]) => apkEntry(name, version, licenses[name] ?? 'MIT'))
    .join(''),
})

const apkEntry = (name: string, version: string, license: string): string =>
  `P:${name}\nV:${version}\nA:x86_64\nT:${name} of the example\nL:${license}\no:${name}\n\n`

/** A folder `node_modules` as images have it. */
export const nodeModules = (folder: string, packages: Versions, license = 'MIT'): Files =>
  Object.fromEntries(
    Object.entries(packages).map(([name, version]) => [
      `${folder}/node_modules/${name}/package.json`,
      JSON.stringify({ name, version, license }),
    ]),
  )

/** A `package-lock.json`, which scans of folders read. */
export const packageLock = (packages: Versions): string => {
  const installed = Object.entries(packages).map(([name, version]) => [
    `node_modules/${name}`,
    { version, resolved: `https://registry.example/${name}-${version}.tgz` },
  ])
  const root = { name: 'app', version: '1.0.0', dependencies: packages }
  return JSON.stringify(
    {
      name: 'app',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: { '': root, ...Object.fromEntries(installed) },
    },
    null,
    2,
  )
}

export const requirementsTxt = (packages: Versions): string =>
  Object.entries(packages)
    .map(([name, version]) => `${name}==${version}\n`)
    .join('')

export type MavenArtifact = {
  readonly group: string
  readonly artifact: string
  readonly version: string
}

/** A jar that says what it is. */
export const jarOf = ({ group, artifact, version }: MavenArtifact): Uint8Array =>
  zipOf({
    'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\n',
    [`META-INF/maven/${group}/${artifact}/pom.properties`]: `groupId=${group}\nartifactId=${artifact}\nversion=${version}\n`,
  })

/** A jar that only the Java database knows, by its SHA-1. */
export const namelessJar = (): Uint8Array =>
  zipOf({ 'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\n', 'com/example/A.class': 'class' })

/** Looks like a token and is none; put together, so that nobody takes this file for a leak. */
export const SECRET: string = ['ghp', '1A2b3C4d5E6f7G8h9I0jKlMnOpQrStUvWxYz'].join('_')

export const secretFile = (): string => `region=eu-central-1\nGITHUB_TOKEN=${SECRET}\n`

/** A Dockerfile that runs as root (DS-0002) on a base without a fixed tag (DS-0001). */
export const carelessDockerfile = (): string => 'FROM alpine:latest\nRUN apk add curl\nCMD ["sh"]\n'

export const carefulDockerfile = (): string =>
  'FROM alpine:3.20.3\nHEALTHCHECK CMD ["true"]\nUSER nobody\nCMD ["sh"]\n'

/** A CycloneDX document with one npm package for each version. */
export const cycloneDx = (packages: Versions): string =>
  JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    components: Object.entries(packages).map(([name, version]) => ({
      type: 'library',
      'bom-ref': `pkg:npm/${name}@${version}`,
      name,
      version,
      purl: `pkg:npm/${name}@${version}`,
    })),
  })

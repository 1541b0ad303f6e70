import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gzipSync } from 'node:zlib'
import type { Digest } from '@ci-kit/oci/digest'
import { type Advisory, fixturesOf } from './advisories.ts'
import { type Artifact, artifactOf, pushArtifact } from './oci-artifact.ts'
import type { MavenArtifact } from './sample-files.ts'
import { tarOf } from './tar.ts'
import { scanTool } from './trivy-tools.ts'

const NEVER_UPDATED = '0001-01-01T00:00:00Z'
const HOUR_MS = 3_600_000

/** Where a database lies, as in `<trivy's cache>/db`: its file and metadata.json. */
export type DatabaseFolder = string

/**
 * Writes a real vulnerability database with nothing but these advisories into
 * a new folder; the caller removes it. An hour old when no time is given.
 */
export const makeDatabase = (
  advisories: readonly Advisory[],
  updatedAt: Date = new Date(Date.now() - HOUR_MS),
): DatabaseFolder => {
  const folder = mkdtempSync(join(tmpdir(), 'trivy-db-'))
  const fixtures = join(folder, 'fixtures.json')
  writeFileSync(fixtures, fixturesOf(advisories))
  execFileSync(scanTool('trivyFixtureDb'), [folder, updatedAt.toISOString(), fixtures])
  rmSync(fixtures)
  return folder
}

/** What the Java database knows: the artifact by the SHA-1 of its jar. */
export type KnownJar = MavenArtifact & { readonly jar: Uint8Array }

/** Writes a real Java database (schema of trivy-java-db) into a new folder; the caller removes it. */
export const makeJavaDatabase = (
  known: readonly KnownJar[],
  updatedAt: Date = new Date(Date.now() - HOUR_MS),
): DatabaseFolder => {
  const folder = mkdtempSync(join(tmpdir(), 'trivy-java-db-'))
  const database = new DatabaseSync(join(folder, 'trivy-java.db'))
  database.exec(JAVA_SCHEMA)
  const artifacts = database.prepare('INSERT INTO artifacts VALUES (?, ?, ?)')
  const indices = database.prepare('INSERT INTO indices VALUES (?, ?, ?, ?)')
  known.forEach(({ group, artifact, version, jar }, at) => {
    artifacts.run(at + 1, group, artifact)
    indices.run(at + 1, version, createHash('sha1').update(jar).digest(), 'jar')
  })
  database.close()
  const times = { UpdatedAt: updatedAt, NextUpdate: new Date(updatedAt.getTime() + 72 * HOUR_MS) }
  const metadata = { Version: 1, ...times, DownloadedAt: NEVER_UPDATED }
  writeFileSync(join(folder, 'metadata.json'), JSON.stringify(metadata))
  return folder
}

const JAVA_SCHEMA = `
  CREATE TABLE artifacts(id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT);
  CREATE TABLE indices(artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT,
    foreign key (artifact_id) references artifacts(id));
  CREATE UNIQUE INDEX artifacts_idx ON artifacts(artifact_id, group_id);
  CREATE INDEX indices_artifact_idx ON indices(artifact_id);
  CREATE UNIQUE INDEX indices_sha1_idx ON indices(sha1);`

/** How the two kinds of databases are published. */
const KINDS = {
  vulnerability: { file: 'trivy.db', archive: 'db.tar.gz', layer: 'db', tag: '2' },
  java: { file: 'trivy-java.db', archive: 'javadb.tar.gz', layer: 'javadb', tag: '1' },
} as const

export type DatabaseKind = keyof typeof KINDS

/** The artifact that mirrors serve for a database. */
export const databaseArtifact = async (
  folder: DatabaseFolder,
  kind: DatabaseKind = 'vulnerability',
): Promise<Artifact> => {
  const { file } = KINDS[kind]
  const content = (name: string) => readFileSync(join(folder, name))
  return archiveArtifact(
    gzipSync(await tarOf({ [file]: content(file), 'metadata.json': content('metadata.json') })),
    kind,
  )
}

/** The same around any bytes, for a database that is damaged. */
export const archiveArtifact = (
  archive: Uint8Array,
  kind: DatabaseKind = 'vulnerability',
): Artifact => {
  const type = 'application/vnd.aquasec.trivy.config.v1+json'
  const { layer, archive: title } = KINDS[kind]
  return artifactOf({
    artifactType: type,
    config: { mediaType: type, bytes: Buffer.from('{}') },
    layers: [
      {
        mediaType: `application/vnd.aquasec.trivy.${layer}.layer.v1.tar+gzip`,
        bytes: archive,
        annotations: { 'org.opencontainers.image.title': title },
      },
    ],
  })
}

/** Publishes a database as `host/repository:2` (Java: `:1`); answers its manifest's digest. */
export const pushDatabase = async (
  host: string,
  folder: DatabaseFolder,
  repository = 'trivy-db',
  kind: DatabaseKind = 'vulnerability',
): Promise<Digest> =>
  pushArtifact(host, repository, KINDS[kind].tag, await databaseArtifact(folder, kind))

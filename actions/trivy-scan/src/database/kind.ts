import { boltFault } from './bolt-file.ts'
import { sqliteFault } from './sqlite-file.ts'

/** One of the two databases that trivy reads, and how it is published. */
export type DatabaseKind = {
  readonly title: 'vulnerability database' | 'Java database'
  /** Below trivy's `--cache-dir`. */
  readonly folder: 'db' | 'java-db'
  readonly file: 'trivy.db' | 'trivy-java.db'
  /** Version of its schema, which is also the tag that it is published under. */
  readonly schema: 2 | 1
  readonly layerType: string
  /** Of keys in the cache of GitHub Actions; the digest of the manifest follows. */
  readonly cachePrefix: string
  readonly inputs: { readonly repositories: string; readonly path: string }
  readonly defaultRepositories: string
  /** Most bytes of the layer, and of what is in it. */
  readonly limits: { readonly layer: number; readonly unpacked: number }
  /** Why the file at a path cannot be the database, undefined when it can. */
  fileFault(path: string): Promise<string | undefined>
}

const GIB = 1024 ** 3

/** By github.com/aquasecurity/trivy, pkg/db. 65 MB that unpack to 700 MB in 2026. */
export const VULNERABILITY_DATABASE: DatabaseKind = {
  title: 'vulnerability database',
  folder: 'db',
  file: 'trivy.db',
  schema: 2,
  layerType: 'application/vnd.aquasec.trivy.db.layer.v1.tar+gzip',
  cachePrefix: 'trivy-db-2-',
  inputs: { repositories: 'db-repositories', path: 'db-path' },
  defaultRepositories: 'mirror.gcr.io/aquasec/trivy-db:2\nghcr.io/aquasecurity/trivy-db:2',
  limits: { layer: GIB, unpacked: 4 * GIB },
  fileFault: boltFault,
}

/** By github.com/aquasecurity/trivy, pkg/javadb. More than ten times as large as the other. */
export const JAVA_DATABASE: DatabaseKind = {
  title: 'Java database',
  folder: 'java-db',
  file: 'trivy-java.db',
  schema: 1,
  layerType: 'application/vnd.aquasec.trivy.javadb.layer.v1.tar+gzip',
  cachePrefix: 'trivy-java-db-1-',
  inputs: { repositories: 'java-db-repositories', path: 'java-db-path' },
  defaultRepositories:
    'mirror.gcr.io/aquasec/trivy-java-db:1\nghcr.io/aquasecurity/trivy-java-db:1',
  limits: { layer: 4 * GIB, unpacked: 8 * GIB },
  fileFault: sqliteFault,
}

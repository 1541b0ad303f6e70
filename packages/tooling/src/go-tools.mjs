/** @typedef {import('./types.d.mts').GoTool} GoTool */

/**
 * The versions are pinned: later buildkit and buildx releases depend on
 * modules that the public Go proxy does not serve. A distribution's own
 * packages report no version, so buildx would refuse features.
 * @type {Record<'buildkitd' | 'buildx' | 'registry' | 'actionlint' | 'trivy' | 'trivyFixtureDb' | 'cosign' | 'act', GoTool>}
 */
export const goTools = {
  buildkitd: {
    name: 'buildkitd',
    version: 'v0.32.0',
    package: 'github.com/moby/buildkit/cmd/buildkitd',
    ldflags: '-s -w -X github.com/moby/buildkit/version.Version=v0.32.0',
    versionArgs: ['--version'],
    usually: '90 s',
  },
  buildx: {
    name: 'buildx',
    version: 'v0.31.1',
    package: 'github.com/docker/buildx/cmd/buildx',
    ldflags: '-s -w -X github.com/docker/buildx/version.Version=v0.31.1',
    versionArgs: ['version'],
    usually: '2 min 15 s',
  },
  registry: {
    name: 'registry',
    version: 'v3.1.2',
    package: 'github.com/distribution/distribution/v3/cmd/registry',
    ldflags: '-s -w -X github.com/distribution/distribution/v3/version.version=v3.1.2',
    versionArgs: ['--version'],
    usually: '75 s',
  },
  actionlint: {
    name: 'actionlint',
    version: 'v1.7.12',
    package: 'github.com/rhysd/actionlint/cmd/actionlint',
    ldflags: '-s -w -X github.com/rhysd/actionlint.version=v1.7.12',
    versionArgs: ['-version'],
    usually: '10 s',
  },
  trivy: {
    name: 'trivy',
    version: 'v0.74.0',
    package: 'github.com/aquasecurity/trivy/cmd/trivy',
    ldflags: '-s -w -X=github.com/aquasecurity/trivy/pkg/version/app.ver=0.74.0',
    versionArgs: ['--version'],
    // trivy's own sources import it
    environment: { GOEXPERIMENT: 'jsonv2' },
    usually: '6 min',
  },
  trivyFixtureDb: {
    name: 'trivy-fixture-db',
    version: 'v1.0.0',
    package: '.',
    source: new URL('trivy-fixture-db.go', import.meta.url),
    requires: [
      'github.com/aquasecurity/bolt-fixtures@v0.0.0-20200903104109-d34e7f983986',
      'github.com/aquasecurity/trivy-db/pkg/db@v0.0.0-20260813095258-0e0340a01b57',
    ],
    ldflags: '-s -w -X main.version=v1.0.0',
    versionArgs: [],
    usually: '7 s',
  },
  cosign: {
    name: 'cosign',
    version: 'v3.1.3',
    package: 'github.com/sigstore/cosign/v3/cmd/cosign',
    ldflags: '-s -w -X sigs.k8s.io/release-utils/version.gitVersion=v3.1.3',
    versionArgs: ['version'],
    usually: '3 min',
  },
  act: {
    name: 'act',
    version: 'v0.2.89',
    package: 'github.com/nektos/act',
    ldflags: '-s -w -X main.version=0.2.89',
    versionArgs: ['--version'],
    usually: '45 s',
  },
}

/** The oldest Go that compiles all of them. */
export const wantedGo = '1.26.3'

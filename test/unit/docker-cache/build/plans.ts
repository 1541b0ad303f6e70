import type { BuildOptions, BuildPlan, ImageOutput } from '@ci-kit/docker-cache/build/build-options'

/** What the author says about a build: nothing but the folder, with what a test changes. */
export const optionsWith = (change: Partial<BuildOptions> = {}): BuildOptions => ({
  context: '.',
  buildContexts: [],
  file: undefined,
  target: undefined,
  platforms: [],
  buildArgs: [],
  secrets: [],
  ssh: [],
  labels: [],
  annotations: [],
  network: undefined,
  shmSize: undefined,
  ulimit: [],
  addHosts: [],
  cgroupParent: undefined,
  noCache: false,
  noCacheFilters: [],
  pull: false,
  allow: [],
  sbom: 'false',
  provenance: 'false',
  ...change,
})

/** An image that is pushed by digest and goes nowhere else. */
export const outputWith = (change: Partial<ImageOutput> = {}): ImageOutput => ({
  push: 'by-digest',
  load: false,
  compression: undefined,
  names: [],
  attributes: [],
  others: [],
  ...change,
})

export const planWith = (change: Partial<BuildPlan> = {}): BuildPlan => ({
  ...optionsWith(),
  repository: 'ghcr.io/org/app',
  references: ['ghcr.io/org/app:1'],
  output: outputWith(),
  cacheFrom: [],
  cacheTo: [],
  ...change,
})

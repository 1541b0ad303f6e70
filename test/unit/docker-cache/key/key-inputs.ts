import type { KeyInputs } from '@ci-kit/docker-cache/key/content-key'

export const DIGEST = `sha256:${'a'.repeat(64)}` as const
export const OTHER_DIGEST = `sha256:${'b'.repeat(64)}` as const

/** The inputs of a small build; each member can be replaced. */
export const keyInputs = (changes: Partial<KeyInputs> = {}): KeyInputs => ({
  context: { kind: 'folder', digest: '0'.repeat(64) },
  dockerfile: 'FROM node:24\nCOPY . .\n',
  target: undefined,
  platforms: ['linux/amd64'],
  buildArgs: new Map([['VERSION', '1']]),
  contexts: new Map([['lib', { kind: 'folder', digest: '1'.repeat(64) }]]),
  bases: new Map([['node:24', DIGEST]]),
  labels: new Map([['a', 'b']]),
  annotations: ['index:a=b'],
  secretIds: ['npm'],
  sshIds: ['default'],
  options: new Map([['network', 'none']]),
  ...changes,
})

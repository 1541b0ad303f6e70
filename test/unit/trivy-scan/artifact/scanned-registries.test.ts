import type { Artifact } from '@ci-kit/trivy-scan/artifact/artifact'
import { scannedRegistries } from '@ci-kit/trivy-scan/artifact/scanned-registries'
import type { ScanSubject } from '@ci-kit/trivy-scan/trivy/scan-request'
import { expect, test } from '@jest/globals'

const artifact = (...subjects: readonly ScanSubject[]): Artifact => ({
  name: 'a',
  reference: 'a',
  digest: '',
  parts: subjects.map((subject) => ({ platform: '', digest: '', subject })),
})

const image = (host: string): ScanSubject => ({
  kind: 'registry',
  reference: `${host}/app@sha256:${'a'.repeat(64)}`,
})

test('are those of the images that are scanned and compared with, each once', () => {
  const compared = { kind: 'artifact', artifact: artifact(image('base.test:5000')) } as const
  const stored = {
    kind: 'report',
    baseline: { name: 'b', findings: [], scans: [], sameDatabase: false },
  } as const
  const orders = [
    { artifact: artifact(image('r.test'), image('r.test')), baseline: compared },
    { artifact: artifact(image('docker.io/library')), baseline: stored },
    { artifact: artifact({ kind: 'fs', path: '.' }), baseline: undefined },
  ]
  expect(scannedRegistries(orders)).toEqual(['r.test', 'base.test:5000', 'docker.io'])
})

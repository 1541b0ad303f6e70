type More = Readonly<Record<string, unknown>>

export const spdx = (more: More = {}) => ({
  spdxVersion: 'SPDX-2.3',
  SPDXID: 'SPDXRef-DOCUMENT',
  name: 'app',
  ...more,
})

export const cycloneDx = (more: More = {}, component: More = {}) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  ...more,
  metadata: { component: { type: 'container', name: 'app', ...component } },
})

const TIMES = { scanStartedOn: '2026-11-01T00:00:00Z', scanFinishedOn: '2026-11-01T00:00:01Z' }

export const inTotoVulns = () => ({
  scanner: { uri: 'pkg:github/aquasecurity/trivy@v0.74.0', result: [{ id: 'CVE-2026-1' }] },
  metadata: TIMES,
})

export const cosignVuln = (metadata: More = {}) => ({
  invocation: { uri: '', builder: { id: '' } },
  scanner: { uri: 'pkg:github/aquasecurity/trivy@v0.74.0', result: { Metadata: metadata } },
  metadata: TIMES,
})

import { needsVulnerabilityDatabase } from '@ci-kit/trivy-scan/trivy/scan-request'
import { describe, expect, test } from '@jest/globals'

describe('the vulnerability database', () => {
  test.each([
    ['registry', ['vuln'], true],
    ['archive', ['secret', 'vuln'], true],
    ['fs', ['vuln', 'license'], true],
    ['sbom', ['vuln'], true],
    ['rootfs', ['secret', 'misconfig', 'license'], false],
    ['sbom', ['license'], false],
    ['config', ['vuln'], false],
  ] as const)('of %s for %j: %s', (kind, scanners, needed) => {
    expect(needsVulnerabilityDatabase(kind, { scanners })).toBe(needed)
  })
})

import type { Advisory } from '../fakes/advisories.ts'
import { namelessJar } from '../fakes/sample-files.ts'
import type { KnownJar } from '../fakes/trivy-database.ts'

/** What the small database of the tests knows. */
export const OPENSSL = {
  id: 'CVE-2026-0001',
  severity: 'CRITICAL',
  package: 'openssl',
  fixed: '3.3.2-r1',
  title: 'openssl: a hole that lets everybody in',
  score: 9.8,
} as const satisfies Advisory

export const LODASH = {
  id: 'CVE-2026-0002',
  severity: 'HIGH',
  package: 'lodash',
  fixed: '4.17.21',
  ecosystem: 'npm',
} as const satisfies Advisory

export const JINJA = {
  id: 'CVE-2026-0003',
  severity: 'MEDIUM',
  package: 'jinja2',
  fixed: '3.1.4',
  ecosystem: 'pip',
} as const satisfies Advisory

export const THING = {
  id: 'CVE-2026-0004',
  severity: 'HIGH',
  package: 'com.example:thing',
  fixed: '2.0.0',
  ecosystem: 'maven',
} as const satisfies Advisory

/** Nobody has fixed it. */
export const ZLIB = {
  id: 'CVE-2026-0005',
  severity: 'LOW',
  package: 'zlib',
} as const satisfies Advisory

/** Published later: {@link ADVISORIES} does not have it. */
export const BUSYBOX = {
  id: 'CVE-2026-0006',
  severity: 'HIGH',
  package: 'busybox',
  fixed: '1.36.1-r30',
} as const satisfies Advisory

export const ADVISORIES: readonly Advisory[] = [OPENSSL, LODASH, JINJA, THING, ZLIB]

/** Versions with and without the holes. */
export const VULNERABLE = { openssl: '3.3.2-r0', busybox: '1.36.1-r29' } as const
export const FIXED = { openssl: '3.3.2-r1', busybox: '1.36.1-r30' } as const

/** What the small Java database knows. */
export const KNOWN_JAR: KnownJar = {
  group: 'com.example',
  artifact: 'thing',
  version: '1.0.0',
  jar: namelessJar(),
}

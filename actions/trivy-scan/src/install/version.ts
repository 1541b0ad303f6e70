import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { DEFAULT_VERSION } from './release-digests.ts'

/** The trivy that the workflow asks for. */
export type WantedVersion = {
  /** `0.74.0`, without the v of the tag. */
  readonly version: string
  /** `sha256:<64 hex>` of the release archive, when the workflow gives it. */
  readonly digest: string | undefined
  /** Whether the workflow names a version; the default stands for any that is fit. */
  readonly named: boolean
}

/**
 * Releases made by an attacker with the project's own automation in March 2026
 * (CVE-2026-33634, GHSA-69fq-xp46-6x23). Their signatures are valid.
 */
const DENIED_VERSIONS: readonly string[] = ['0.69.4', '0.69.5', '0.69.6']

/**
 * The oldest that is used. All releases from 0.27.0 to 0.69.1 were taken down
 * after the attack of 2026-03-01; 0.69.2 is the first that was put back.
 */
const OLDEST_VERSION = '0.69.2'

/** Without zeros in front: 0.069.4 would not be on the list of what is denied. */
const GRAMMAR = /^v?(?!(?:\d+\.)*0\d)(\d{1,4}\.\d{1,4}\.\d{1,4})(?:@sha256:([0-9a-f]{64}))?$/i

/**
 * Reads input `version`: empty, `0.74.0`, `v0.74.0` or
 * `0.74.0@sha256:<digest of the release archive>`. Throws {@link UserError}.
 */
export const parseVersion = (text: string): WantedVersion => {
  const value = text.trim()
  if (value === '') return { version: DEFAULT_VERSION, digest: undefined, named: false }
  const [, version, hex] = GRAMMAR.exec(value) ?? []
  if (version === undefined) throw new UserError(`${inputIs(value)} ${whyNot(value)} ${FIX}`)
  const reason = unfit(version)
  if (reason !== undefined) throw new UserError(`${inputIs(value)} ${reason}`)
  const digest = hex === undefined ? undefined : `sha256:${hex.toLowerCase()}`
  return { version, digest, named: true }
}

const inputIs = (value: string): string => `Input 'version' is '${visible(value, 100)}'.`

const FIX = `Write one release such as ${DEFAULT_VERSION}, or ${DEFAULT_VERSION}@sha256:<digest of its archive>, or leave the input out for ${DEFAULT_VERSION}.`

const whyNot = (value: string): string => {
  if (/^(latest|canary)$/i.test(value))
    return 'That names another program every day, so nothing could be verified.'
  if (value.includes('@'))
    return 'Behind the @ there has to be sha256: and the 64 hexadecimal digits of the release archive.'
  return 'That is not one release.'
}

/** Why this version is not used, with the fix, or `undefined` when it may be. `version` is three numbers with dots. */
export const unfit = (version: string): string | undefined => denied(version) ?? tooOld(version)

/** The same for what an attacker published alone. */
export const denied = (version: string): string | undefined =>
  DENIED_VERSIONS.includes(version)
    ? `trivy ${version} was published by an attacker and steals secrets (CVE-2026-33634). Use ${DEFAULT_VERSION}. Where ${version} has run, replace every secret that it could read.`
    : undefined

const tooOld = (version: string): string | undefined =>
  compareVersions(version, OLDEST_VERSION) < 0
    ? `trivy ${version} is older than ${OLDEST_VERSION}, the oldest that is used: releases up to 0.69.1 were taken down after an attack. Use ${DEFAULT_VERSION}.`
    : undefined

/** Negative, zero or positive, by the numbers of `1.20.3`. */
export const compareVersions = (left: string, right: string): number => {
  const others = right.split('.').map(Number)
  const differences = left.split('.').map((part, index) => Number(part) - (others[index] ?? 0))
  return differences.find((difference) => difference !== 0) ?? 0
}

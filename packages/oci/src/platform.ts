import type { Platform } from './descriptor.ts'

const ARCHITECTURES: Readonly<Record<string, string>> = {
  i386: '386',
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
}

/** What the name of an architecture alone stands for, beside itself. */
const ARM_NAMES: Readonly<Record<string, string>> = { armhf: 'v7', armel: 'v6' }

/** A variant that says no more than the architecture does. */
const DEFAULT_VARIANTS: Readonly<Record<string, readonly string[]>> = {
  amd64: ['v1'],
  arm64: ['8', 'v8', 'v8.0'],
}

/**
 * One spelling for a platform, as containerd's platforms package normalises it
 * (database.go): `linux/arm64/v8` is `linux/arm64`, `linux/arm` is
 * `linux/arm/v7`, `x86_64` is `amd64`.
 */
export const normalPlatform = (platform: Platform): Platform => {
  const { variant: _, ...rest } = platform
  const os = platform.os.toLowerCase()
  const named = platform.architecture.toLowerCase()
  const architecture = named in ARM_NAMES ? 'arm' : (ARCHITECTURES[named] ?? named)
  const variant = normalVariant(architecture, ARM_NAMES[named] ?? platform.variant?.toLowerCase())
  return { ...rest, os: os === 'macos' ? 'darwin' : os, architecture, ...(variant && { variant }) }
}

const normalVariant = (architecture: string, variant: string | undefined): string | undefined => {
  if (architecture === 'arm') return /^[5-8]$/.test(variant ?? '') ? `v${variant}` : variant || 'v7'
  return DEFAULT_VARIANTS[architecture]?.includes(variant ?? '') ? undefined : variant
}

/** `linux/amd64`, `linux/arm/v7`, `windows(10.0.17763)/amd64`: as Docker writes it, normalised. */
export const platformName = (platform: Platform): string => {
  const { os, architecture, variant, 'os.version': version } = normalPlatform(platform)
  return [version ? `${os}(${version})` : os, architecture, variant]
    .filter((part) => part !== undefined)
    .join('/')
}

/**
 * Reads `os/architecture` or `os/architecture/variant`, and an architecture
 * alone as one of Linux. `undefined` for everything else, so also for `local`:
 * what it means is known to the builder only.
 */
export const parsePlatform = (text: string): Platform | undefined => {
  const parts = text.trim().split('/')
  const [first = '', architecture, variant] = parts
  if (parts.length > 3 || parts.includes('')) return undefined
  if (architecture === undefined)
    return KNOWN_ALONE.includes(first.toLowerCase())
      ? normalPlatform({ os: 'linux', architecture: first })
      : undefined
  const [, os, version] = /^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.-]+)\))?$/.exec(first) ?? []
  if (os === undefined) return undefined
  const more = { ...(variant && { variant }), ...(version && { 'os.version': version }) }
  return normalPlatform({ os, architecture, ...more })
}

const KNOWN_ALONE = [
  ...Object.keys(ARCHITECTURES),
  ...Object.keys(ARM_NAMES),
  ...['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips64', 'mips64le', 'ppc64', 'ppc64le'],
  ...['riscv64', 's390x', 'wasm', 'wasm32'],
]

/**
 * Those of the platforms `wanted` that are not among `found`: `linux/arm/v6` is
 * not good for `linux/arm/v7`. One that cannot be read is missing.
 */
export const missingPlatforms = (
  found: readonly Platform[],
  wanted: readonly string[],
): readonly string[] => {
  const exact = new Set(found.map(platformName))
  // Whoever asks for windows/amd64 takes any version of it.
  const loose = new Set(found.map(({ 'os.version': _, ...rest }) => platformName(rest)))
  return wanted.filter((text) => {
    const platform = parsePlatform(text)
    return !platform || !(platform['os.version'] ? exact : loose).has(platformName(platform))
  })
}

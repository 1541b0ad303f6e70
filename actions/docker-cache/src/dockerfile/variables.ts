import { parsePlatform, platformName } from '@ci-kit/oci/platform'

/** `unknown`: set in the base image or by the builder, if at all. */
export type Variable =
  | { readonly state: 'set'; readonly value: string }
  | { readonly state: 'unset' }
  | { readonly state: 'unknown' }

export type Lookup = (name: string) => Variable

/** The variables of a stage on top of those of the stage it starts from. */
export type Scope = {
  /** A value of undefined cannot be known. */
  readonly values: Map<string, string | undefined>
  /** The scope it stands on, or what can be said of names that no scope has. */
  readonly behind: Scope | 'unset' | 'unknown'
}

/** Longer values are no names or paths; without a limit a few lines could fill the memory. */
const MAX_VALUE = 4096

export const scopeOn = (behind: Scope['behind']): Scope => ({ values: new Map(), behind })

/** Answers the innermost value; chains of stages may be long, so no recursion. */
export const lookupIn =
  (innermost: Scope): Lookup =>
  (name) => {
    let scope: Scope['behind'] = innermost
    while (typeof scope !== 'string') {
      if (scope.values.has(name)) return variable(scope.values.get(name))
      scope = scope.behind
    }
    return { state: scope }
  }

const variable = (value: string | undefined): Variable =>
  value === undefined || value.length > MAX_VALUE ? { state: 'unknown' } : { state: 'set', value }

/**
 * Arguments that BuildKit sets from the platforms (defaultArgs of
 * dockerfile2llb/platform.go). It brings the platform into its usual form
 * before, so of one that is written otherwise (`linux/x86_64`) nothing is known.
 */
export const platformArgs = (written: string | undefined): Map<string, string | undefined> => {
  const parsed = written === undefined ? undefined : parsePlatform(written)
  const platform = parsed && platformName(parsed) === written ? written : undefined
  const [os, arch, variant = ''] = platform?.split('/') ?? []
  const known = os !== undefined && arch !== undefined
  return new Map([
    ...BUILD_ARGS.map((name): [string, undefined] => [name, undefined]),
    ['TARGETPLATFORM', platform],
    ['TARGETOS', os],
    ['TARGETOSVERSION', known ? '' : undefined],
    ['TARGETARCH', arch],
    ['TARGETVARIANT', known ? variant : undefined],
    ['TARGETSTAGE', undefined],
  ])
}

/** Of the builder, which is asked by nobody here. */
const BUILD_ARGS = ['BUILDPLATFORM', 'BUILDOS', 'BUILDOSVERSION', 'BUILDARCH', 'BUILDVARIANT']

import { messageOf, UserError } from '@ci-kit/core/errors'
import { isObject, type Json, objectAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'

/** Reads the text of a Cargo.toml. Throws {@link UserError} that names file and line. */
export const parseCargoToml = async (text: string, path: string): Promise<Json> => {
  const { parse, TomlError } = await import('smol-toml')
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' })
  } catch (thrown) {
    const line = thrown instanceof TomlError ? `, line ${thrown.line}` : ''
    // Below the first line it quotes the text.
    const [reason = ''] = messageOf(thrown).split('\n')
    throw new UserError(
      `${visible(path)}${line} cannot be read as TOML: ${visible(reason, 200)}. Correct it.`,
    )
  }
}

/** A dependency with the key that it is used by; `details` are undefined for a bare version. */
export type CargoDependency = { readonly key: string; readonly details: Json | undefined }

/** Cargo still reads the names with an underscore. */
const KINDS = [
  'dependencies',
  'dev-dependencies',
  'dev_dependencies',
  'build-dependencies',
  'build_dependencies',
]

/** The dependencies of a crate, of every kind and for every target. */
export const cargoDependencies = (manifest: Json): readonly CargoDependency[] => {
  const targets = objectsIn(objectAt(manifest, 'target'))
  return [manifest, ...targets].flatMap((table) =>
    KINDS.flatMap((kind) => dependenciesIn(objectAt(table, kind))),
  )
}

/** The dependencies of one table. */
export const dependenciesIn = (table: Json | undefined): readonly CargoDependency[] =>
  Object.entries(table ?? {}).map(([key, value]) => ({
    key,
    details: isObject(value) ? value : undefined,
  }))

/** The members of a table that are tables themselves. */
export const objectsIn = (table: Json | undefined): readonly Json[] =>
  Object.values(table ?? {}).filter(isObject)

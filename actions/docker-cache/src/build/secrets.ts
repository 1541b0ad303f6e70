import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { messageOf, systemCode, UserError } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import { maskable } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import type { SecretSource } from './build-options.ts'
import { isWithheld } from './buildx-environment.ts'

/** The largest secret that BuildKit takes (session/secrets, MaxSecretSize). */
const LIMIT_BYTES = 500 * 1024

export type SecretPlaces = {
  readonly env: Environment
  /** Where relative paths start. */
  readonly workspace: string
  mask(secret: string): void
}

/**
 * Masks the values of the secrets, whole and line by line, and refuses one
 * that is missing: BuildKit would only leave it out. The values stay where
 * they are, and buildx reads them itself.
 */
export const checkSecrets = (secrets: readonly SecretSource[], places: SecretPlaces): void => {
  for (const secret of secrets)
    for (const part of maskable(secretValue(secret, places))) places.mask(part)
}

const secretValue = (
  { id, file, variable }: SecretSource,
  { env, workspace }: SecretPlaces,
): string => {
  if (file !== undefined) return contentOf(id, resolve(workspace, file))
  if (isWithheld(variable))
    throw new UserError(
      `The secret '${visible(id)}' is to come from the variable ${visible(variable)}, which belongs to the runner and is not handed to the builder. Give its value to a variable of another name under 'env:' of the step.`,
    )
  const value = env[variable]
  if (value) return value
  throw new UserError(
    `The secret '${visible(id)}' is to come from the variable ${visible(variable)}, which is ${value === undefined ? 'not set' : 'empty'}. Set it under 'env:' of the step, and check that the secret of the repository exists.`,
  )
}

const contentOf = (id: string, path: string): string => {
  try {
    const { size } = statSync(path)
    if (size > LIMIT_BYTES)
      throw new UserError(
        `The secret '${visible(id)}' has ${size} bytes, and BuildKit takes ${LIMIT_BYTES}. Use a smaller file.`,
      )
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown
    const reason = systemCode(thrown) === 'ENOENT' ? 'there is no such file' : messageOf(thrown)
    throw new UserError(
      `The secret '${visible(id)}' is to come from ${visible(path)}: ${visible(reason)}. Check the path in input 'secret-files'; it starts at the workspace.`,
    )
  }
}

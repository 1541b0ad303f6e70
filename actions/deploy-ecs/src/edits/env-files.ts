import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { numberedLines } from '@ci-kit/core/numbered-lines'

/** Reads S3 ARNs of environment files, one a line; undefined when there is none. Throws {@link UserError}. */
export const parseEnvFiles = (input: string, text: string): readonly string[] | undefined => {
  const lines = numberedLines(text)
  for (const { line, number } of lines) {
    if (/^arn:aws[a-z-]*:s3:::[^\s/]+\/\S+\.env$/.test(line)) continue
    throw new UserError(
      `Input '${input}', line ${number}: '${visible(line, 200)}' is no ARN of an environment file in S3. Write arn:aws:s3:::bucket/path/name.env.`,
    )
  }
  return lines.length === 0 ? undefined : [...new Set(lines.map(({ line }) => line))]
}

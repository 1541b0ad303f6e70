/** What people name after what nobody should read: `splunk-token`, `DB_PASSWORD`, `api-key`. */
const SECRET =
  'passw|passphrase|pwd|secret|token|api-?_?key|access-?_?key|private-?_?key|credential|authorization|bearer'

const SECRET_NAME = new RegExp(SECRET, 'i')
/** `--password x`, as one argument or as two: `"--password","x"`. */
const SECRET_OPTION = new RegExp(`(?:^|[\\s"'])-[\\w.-]*(?:${SECRET})`, 'i')
/** `PASSWORD=x`, `Authorization: x`, `https://user:x@host`. */
const SECRET_TEXT = new RegExp(`(?:${SECRET})[\\w.-]*["']?\\s*[=:](?!//)|://[^/\\s"]*@`, 'i')

/** Members whose values only name where a secret is kept, and images, whose names are public to the reader. */
const HARMLESS = ['valueFrom', 'credentialsParameter', 'image', 'taskRoleArn', 'executionRoleArn']

/**
 * Whether a value of a task definition may be a secret, and is not told in
 * logs and summaries. Plain environment variables always are: people put
 * secrets there. `path` has the names from the top to the value.
 */
export const isConfidential = (path: readonly string[], value: unknown): boolean => {
  const last = path.at(-1) ?? ''
  if (path.includes('environment')) return true
  if (HARMLESS.includes(last)) return false
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return SECRET_NAME.test(last) || SECRET_OPTION.test(text) || SECRET_TEXT.test(text)
}

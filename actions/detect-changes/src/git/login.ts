import type { Setting } from './environment.ts'

/** The job's token, and the server that may see it: `https://github.com`. */
export type ServerLogin = { readonly token: string; readonly serverUrl: string }

/**
 * A checkout made with `persist-credentials: false` cannot reach a private
 * repository. The header is bound to the server by its address, as
 * actions/checkout binds its own. GitHub refuses a request with two such
 * headers, so the credentials of the checkout go first: `config` is the text of
 * its configuration. Newer versions of actions/checkout include theirs from a
 * file in RUNNER_TEMP, so an included file counts as credentials.
 */
export const loginSettings = (
  config: string,
  { token, serverUrl }: ServerLogin,
): readonly Setting[] => {
  if (token === '' || CREDENTIALS.test(config) || !URL.canParse(serverUrl)) return []
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
  return [[`http.${new URL(serverUrl).origin}/.extraheader`, `AUTHORIZATION: basic ${basic}`]]
}

const CREDENTIALS = /extraheader|\[\s*(?:credential|include)/i

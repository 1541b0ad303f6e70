/** Programs, the token, who works here, Docker's, buildx's and AWS's own settings, proxies and certificates. */
const OWN =
  /^(PATH|HOME|USER|TMPDIR|GITHUB_TOKEN|(DOCKER|BUILDX|BUILDKIT|AWS)_\w+|(HTTPS?|NO|ALL)_PROXY|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|XDG_RUNTIME_DIR|SSH_AUTH_SOCK)$/i

/** What a step sees of this process besides its context: what it takes to reach the world as the shell does. */
export const ownVariables = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      OWN.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  )

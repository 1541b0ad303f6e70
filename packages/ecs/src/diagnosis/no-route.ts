/** How programs that are written in Go say that nothing answered. */
export const NO_ROUTE =
  /i\/o timeout|deadline exceeded|request canceled|RequestCanceled|connection (?:refused|reset|timed out)|no such host|no route to host|TLS handshake timeout|RequestError: send request failed|network is unreachable|unexpected EOF|\b50[0234] [A-Z]/i

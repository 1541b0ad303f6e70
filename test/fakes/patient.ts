/**
 * Options of an HTTP server that leaves the end of a connection to its client.
 * One that ends those that are idle for five seconds meets a request which is
 * just being sent, when the machine pauses.
 */
export const PATIENT = { keepAliveTimeout: 0 } as const

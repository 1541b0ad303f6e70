/** One request to a fake, body read. Header names are lower case. */
export type FakeRequest = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
  /** Scheme and host under which the fake was reached. */
  readonly origin: string
}

export type FakeResponse = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
  /** Break the connection: at once, or after the headers and this many bytes of the body. */
  readonly cutAfter?: number
}

export type Handler = (request: FakeRequest) => FakeResponse

/** An error as the OCI distribution specification lays it out. */
export const refusal = (status: number, code: string, message: string): FakeResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ errors: [{ code, message }] }),
})

export const jsonAnswer = (value: unknown, headers: Record<string, string> = {}): FakeResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
})

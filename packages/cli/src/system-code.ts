/**
 * The system's code of a failed call, such as `ENOENT`. Asks for the member and
 * not for the class: an error of Node itself is no `Error` of a test's realm.
 */
export const systemCode = (thrown: unknown): string | undefined =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown
    ? String(thrown.code)
    : undefined

/** A path from the root of the repository; what several patterns ask of it is worked out once. */
export type Path = {
  readonly text: string
  names(): readonly string[]
  lastName(): string
}

export const pathOf = (text: string): Path => {
  let names: readonly string[] | undefined
  let lastName: string | undefined
  return {
    text,
    names: () => {
      names ??= text.split('/')
      return names
    },
    lastName: () => {
      lastName ??= text.slice(text.lastIndexOf('/') + 1)
      return lastName
    },
  }
}

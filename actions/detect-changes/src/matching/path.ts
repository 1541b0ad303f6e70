/** A path from the root of the repository; what several patterns ask of it is worked out once. */
export type Path = {
  readonly text: string
  readonly lastName: string
  names(): readonly string[]
}

export const pathOf = (text: string): Path => {
  let names: readonly string[] | undefined
  return {
    text,
    lastName: text.slice(text.lastIndexOf('/') + 1),
    names: () => {
      names ??= text.split('/')
      return names
    },
  }
}

const PLAIN = /[a-z0-9_@-]/

/** A file name for any of our names: safe on every file system, also those that do not tell upper from lower case. Pure; `nameOf` undoes it. */
export function fileNameOf(name: string): string {
  return Array.from(Buffer.from(name), (byte) => {
    const letter = String.fromCharCode(byte)
    return PLAIN.test(letter) ? letter : `%${byte.toString(16).padStart(2, '0')}`
  }).join('')
}

export function nameOf(fileName: string): string {
  return decodeURIComponent(fileName)
}

import { createRequire } from 'node:module'

/**
 * Keeps the driver from loading Microsoft's cloud login library: a hundred modules, two thirds of its start-up time and half of its memory, for logins
 * that a clinic's own server does not have. Must run before the driver is first imported; what asks for it all the same is told so.
 */
export function leaveOutAzure(): void {
  const require = createRequire(import.meta.url)
  const fromDriver = createRequire(require.resolve('tedious'))
  const path = fromDriver.resolve('@azure/identity')
  if (require.cache[path]) return
  const absent = new Proxy({}, { get: (_, name) => (name === '__esModule' ? true : refuse(String(name))) })
  require.cache[path] = {
    id: path,
    filename: path,
    path,
    exports: absent,
    loaded: true,
    children: [],
    paths: [],
    parent: null,
    isPreloading: false,
    require,
  } as unknown as NodeJS.Module
}

function refuse(name: string): () => never {
  return () => {
    throw new Error(`${name}: a cloud login of SQL Server is not supported`)
  }
}

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Folders that hold code, in the order of the layers. tsconfig.json and biome.jsonc name the same ones. */
export const SOURCE_FOLDERS = ['bin', 'commands', 'jobs', 'pipelines', 'connectors', 'bot', 'core', 'fixtures', 'scripts']

/** Tests and their support: exempt from what protects production. */
export const isTest = (path) => /\.(test|testing)\.tsx?$/.test(path)

/**
 * Every file under the source folders of `root`, relative, sorted, with `/` between the parts.
 *
 * @param endings what the name must end with, e.g. `['.ts', '.tsx']`
 */
export function sourceFiles(root, endings) {
  const walk = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) return walk(path)
      return endings.some((ending) => entry.name.endsWith(ending)) ? [path] : []
    })
  return SOURCE_FOLDERS.filter((folder) => existsSync(join(root, folder)))
    .flatMap(walk)
    .sort()
}

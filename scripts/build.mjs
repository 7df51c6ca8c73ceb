// Compiles every source folder into dist/ with the native compiler, removes what has no source any more, and copies the assets that code
// reads beside itself (SQL, JSON data, HTML).
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SOURCE_FOLDERS } from './source-files.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const ASSET_EXTENSIONS = new Set(['.sql', '.jsonl', '.gz', '.html', '.css', '.pem'])

function copyAssets(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) copyAssets(path)
    else if (ASSET_EXTENSIONS.has(extname(entry.name))) {
      mkdirSync(join(root, 'dist', folder), { recursive: true })
      copyFileSync(join(root, path), join(root, 'dist', path))
    }
  }
}

/** A renamed file must not live on in the package under its old name. */
function removeLeftovers(folder) {
  for (const entry of readdirSync(join(root, 'dist', folder), { withFileTypes: true })) {
    const path = join(folder, entry.name)
    const stem = path.replace(/\.js(\.map)?$/, '')
    if (entry.isDirectory()) removeLeftovers(path)
    else if (stem !== path && ![`${stem}.ts`, `${stem}.tsx`].some((source) => existsSync(join(root, source)))) rmSync(join(root, 'dist', path))
  }
}

const compiler = join(root, 'node_modules/typescript-7/bin/tsc')
const compiled = spawnSync(process.execPath, [compiler, '-p', root], { stdio: 'inherit' })
if (compiled.status !== 0) process.exit(compiled.status ?? 1)
for (const folder of SOURCE_FOLDERS) {
  if (existsSync(join(root, 'dist', folder))) removeLeftovers(folder)
  if (existsSync(join(root, folder))) copyAssets(folder)
}
const bin = join(root, 'dist/bin/bxi.js')
if (existsSync(bin)) chmodSync(bin, 0o755)

// Compiles every source folder into dist/ with the native compiler, then copies the assets that code reads beside itself (SQL, JSON data, HTML).
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const ASSET_EXTENSIONS = new Set(['.sql', '.jsonl', '.gz', '.html', '.css', '.pem'])
const SOURCE_FOLDERS = ['bin', 'commands', 'jobs', 'pipelines', 'connectors', 'bot', 'core', 'fixtures', 'scripts']

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

const compiler = join(root, 'node_modules/typescript-7/bin/tsc')
const compiled = spawnSync(process.execPath, [compiler, '-p', root], { stdio: 'inherit' })
if (compiled.status !== 0) process.exit(compiled.status ?? 1)
for (const folder of SOURCE_FOLDERS) if (existsSync(join(root, folder))) copyAssets(folder)
const bin = join(root, 'dist/bin/bxi.js')
if (existsSync(bin)) chmodSync(bin, 0o755)

import { statfs } from 'node:fs/promises'
import { Problem } from '../../core/problem.ts'
import { onDisk } from './disk/errors.ts'

/** statfs(2) of Linux; other systems number their file systems differently. */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x564c, 'NCP'],
])

/** Rejects with `state.network-folder` for a folder that other hosts may share. @param typeOf overridden in tests */
export async function refuseNetworkFolder(dir: string, typeOf: (folder: string) => number | Promise<number> = fileSystemType): Promise<void> {
  const type = dir.startsWith('\\\\') ? 'UNC' : NETWORK_FILE_SYSTEMS.get((await typeOf(dir)) >>> 0)
  if (type) throw new Problem('state.network-folder', { dir, type })
}

async function fileSystemType(folder: string): Promise<number> {
  return await onDisk(folder, async () => (process.platform === 'linux' ? (await statfs(folder)).type : 0))
}

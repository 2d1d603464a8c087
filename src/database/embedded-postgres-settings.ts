import { statfsSync } from 'node:fs';
import { totalmem } from 'node:os';

export type ServerSettings = Record<string, string | number>;

const MB = 1024 * 1024;

/**
 * For one machine that also runs the application: batches of rows, few connections.
 * A send writes each delivery three times, so the write-ahead log may grow to 2 GB
 * before a checkpoint. Nothing here gives up durability: fsync and synchronous_commit stay on.
 */
export function defaultSettings(): ServerSettings {
  const memory = Math.floor(totalmem() / MB);
  return {
    max_connections: 100,
    shared_buffers: `${Math.max(32, Math.min(256, Math.floor(memory / 8)))}MB`,
    effective_cache_size: `${Math.max(64, Math.floor(memory / 2))}MB`,
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    wal_compression: 'on',
    random_page_cost: 1.1,
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    dynamic_shared_memory_type: sharedMemoryIsSmall() ? 'mmap' : 'posix',
  };
}

/** For data nobody would miss after a power cut (tests, the demo): nothing waits for the disk. A killed server still loses nothing. */
export function disposableSettings(): ServerSettings {
  return {
    fsync: 'off',
    full_page_writes: 'off',
    max_connections: 300,
    shared_buffers: '128MB',
  };
}

/** Containers give /dev/shm 64 MB by default: one parallel hash join more, and PostgreSQL fails. */
function sharedMemoryIsSmall(): boolean {
  try {
    const { blocks, bsize } = statfsSync('/dev/shm');
    return blocks * bsize < 256 * MB;
  } catch {
    return true;
  }
}

/** The settings as arguments of `postgres`. Only a Unix socket is opened, never a port. */
export function serverArguments(cluster: string, socketFolder: string, settings: ServerSettings): string[] {
  const all = {
    ...settings,
    listen_addresses: '',
    unix_socket_directories: `"${socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', cluster, ...flags];
}

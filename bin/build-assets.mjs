// Bundles the browser code and the styles into dist/public under names that carry a hash of their
// content, with a manifest from plain names to hashed ones that src/web/assets.ts reads.
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const web = join(root, 'src', 'web');
const target = join(root, 'dist', 'public');

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const outputs = await bundle();
const manifest = { ...bundledNames(outputs), ...(await copyAsIs()) };
await compressAll();
// Last, because its presence says that the build is whole.
await writeFile(join(target, 'manifest.json'), JSON.stringify(manifest, null, 2));

async function bundle() {
  const result = await build({
    absWorkingDir: root,
    entryPoints: {
      app: join(web, 'client', 'app.ts'),
      newsroom: join(web, 'client', 'newsroom.ts'),
      'app-styles': join(web, 'styles', 'app.css'),
      'newsroom-styles': join(web, 'styles', 'newsroom.css'),
    },
    tsconfig: join(web, 'client', 'tsconfig.json'),
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
    loader: { '.woff2': 'file', '.svg': 'text' },
    entryNames: '[name]-[hash]',
    chunkNames: 'chunk-[name]-[hash]',
    assetNames: '[name]-[hash]',
    outdir: target,
    metafile: true,
    logLevel: 'warning',
  });
  return result.metafile.outputs;
}

/** app.js and app.css share a stem, so the styles are bundled under a longer name and known by the short one. */
function bundledNames(outputs) {
  const names = {};
  for (const [path, { entryPoint }] of Object.entries(outputs)) {
    const file = basename(path);
    const plain = file.replace(/-[A-Z0-9]{8}(?=\.)/, '');
    if (entryPoint) names[plain.replace('-styles', '')] = file;
    else if (extname(file) === '.woff2') names[plain] = file;
  }
  return names;
}

async function copyAsIs() {
  const files = {
    'favicon.svg': join(web, 'images', 'favicon.svg'),
    'proof-of-work-worker.js': fileURLToPath(import.meta.resolve('altcha/workers/sha')),
  };
  const names = {};
  for (const [name, source] of Object.entries(files)) {
    const content = await readFile(source);
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 8).toUpperCase();
    names[name] = `${basename(name, extname(name))}-${hash}${extname(name)}`;
    await writeFile(join(target, names[name]), content);
  }
  return names;
}

/** Beside each text file its .br and .gz, so that serving one costs no CPU. Fonts are compressed already. */
async function compressAll() {
  const files = (await readdir(target)).filter((file) => /\.(js|css|svg)$/.test(file));
  await Promise.all(files.map((file) => compress(join(target, file))));
}

async function compress(path) {
  const content = await readFile(path);
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  await writeFile(`${path}.br`, await promisify(brotliCompress)(content, brotli));
  await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
}

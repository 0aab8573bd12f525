/*
 * Completes package-lock.json for other platforms. A registry that lacks a platform's optional binary makes
 * `npm install` drop it from the lock without a word, and `npm ci` then refuses the lock. Run after every change of
 * the dependencies: `npm run lock`.
 */
import fs from 'node:fs';

const systems = new Map(
  'darwin linux win32 android freebsd openbsd netbsd openharmony sunos'.split(' ').map((name) => [name, name]),
);
systems.set('windows', 'win32');
const processors = new Map('arm64 x64 ia32 arm loong64 ppc64 riscv64 s390x'.split(' ').map((name) => [name, name]));
processors.set('64', 'x64');
const libraries = new Map([
  ['musl', 'musl'],
  ['gnu', 'glibc'],
  ['musleabihf', 'musl'],
  ['gnueabihf', 'glibc'],
]);

const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
const packages = lock.packages;
let added = 0;

for (const [at, entry] of Object.entries({ ...packages })) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(at, name) || !/^\d/.test(version)) continue;
    packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(entry.dev && { dev: true }),
      optional: true,
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
fs.writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`lock: ${added} entries for other platforms added\n`);

/** npm resolves a dependency from the folder of its dependant upwards. */
function isLocked(at, name) {
  for (let folder = at; ; ) {
    if (packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]) return true;
    if (folder === '') return false;
    const cut = folder.lastIndexOf('node_modules/');
    folder = cut <= 0 ? '' : folder.slice(0, cut - 1);
  }
}

function platformOf(name) {
  const words = name.split(/[-/]/);
  const pick = (known) => words.map((word) => known.get(word)).findLast(Boolean);
  const [os, cpu] = [pick(systems), pick(processors)];
  const libc = os === 'linux' ? pick(libraries) : undefined;
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }) };
}

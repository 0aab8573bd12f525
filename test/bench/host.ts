import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import os from 'node:os';
import { chromiumPath } from '../world.ts';

function versionOf(name: string): string {
  const manifest = findPackageJSON(name, import.meta.url);
  if (manifest === undefined) return `${name} absent`;
  return `${name} ${(JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version}`;
}

function chromiumVersion(): string {
  const asked = spawnSync(chromiumPath, ['--version', '--no-sandbox'], { encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.trim() : 'no Chromium';
}

/** The machine and the versions behind the figures: without them a figure says nothing. */
export function describeHost(): string[] {
  const cpus = os.cpus();
  const load = os.loadavg().map((value) => value.toFixed(2));
  const packages = ['mediasoup', 'workerd', 'wrangler', 'onnxruntime-node', 'onnxruntime-web'].map(versionOf);
  return [
    `${cpus[0]?.model ?? 'unknown CPU'}, ${cpus.length} cores; load at start ${load.join(' ')}`,
    [`Node ${process.versions.node}`, ...packages, chromiumVersion()].join(', '),
  ];
}

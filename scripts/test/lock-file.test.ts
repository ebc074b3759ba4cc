import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

interface Manifest {
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const read = async (path: string) =>
  JSON.parse(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'));
const packages: Readonly<Record<string, Manifest>> = (await read('package-lock.json')).packages;

const needs = (manifest: Manifest | undefined) => ({
  dependencies: manifest?.dependencies,
  devDependencies: manifest?.devDependencies,
  optionalDependencies: manifest?.optionalDependencies,
  peerDependencies: manifest?.peerDependencies,
});

test('package-lock.json names no registry, only the folders of the workspace', () => {
  const places = Object.values(packages).flatMap(({ resolved }) => resolved ?? []);
  expect(places.filter(place => !/^packages\/[a-z]+$/.test(place))).toEqual([]);
});

test.each(Object.keys(packages).filter(path => !path.includes('node_modules/')))(
  'package-lock.json fits the package.json in "%s"',
  async path => {
    expect(needs(packages[path])).toEqual(needs(await read(`${path === '' ? '.' : path}/package.json`)));
  },
);

import { expect, test } from 'vitest';
import { adviceFor, distributionsOf, isDebian } from '../setup/browser.mjs';

const linux = (distributions: readonly string[], arch = 'x64') => ({
  platform: 'linux',
  arch,
  distributions,
});

test.each([
  { system: linux(['debian']), names: 'apt-get install -y --no-install-recommends chromium' },
  { system: linux(['raspbian', 'debian'], 'arm64'), names: 'apt-get install' },
  { system: linux(['ubuntu', 'debian']), names: 'google-chrome-stable_current_amd64.deb' },
  { system: linux(['fedora']), names: 'dnf install -y chromium' },
  { system: linux(['rocky', 'rhel', 'centos', 'fedora']), names: 'epel-release' },
  { system: linux(['alpine']), names: 'apk add chromium' },
  { system: { platform: 'darwin', arch: 'arm64', distributions: [] }, names: 'brew install --cask' },
])('the advice for $system.platform $system.distributions names $names', ({ system, names }) => {
  expect(adviceFor(system)).toContain(names);
  expect(adviceFor(system)).toContain('or set BERTH_CHROMIUM');
});

test.each([linux(['gentoo']), linux([]), linux(['ubuntu', 'debian'], 'arm64')])(
  'the advice for a system without a known package names none: %o',
  system => {
    expect(adviceFor(system)).toBe(
      'no Chromium, Chrome or Edge found. Install one\n' +
        'or set BERTH_CHROMIUM to an executable, and run the same command again.',
    );
  },
);

test('only where Debian itself has the package is it installed unasked', () => {
  expect(isDebian(linux(['debian']))).toBe(true);
  expect(isDebian(linux(['ubuntu', 'debian']))).toBe(false);
  expect(isDebian(linux(['fedora']))).toBe(false);
});

test('a distribution is known by its own name, then by those it is like', () => {
  const osRelease = 'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_ID="22"\n';
  expect(distributionsOf(osRelease)).toEqual(['linuxmint', 'ubuntu', 'debian']);
  expect(distributionsOf('')).toEqual([]);
});

import { mkdtemp, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { linkNode, nodeOf, refuseOldNode } from '../setup/node.mjs';

test('a Node before 20 is refused by its version', () => {
  expect(() => refuseOldNode('18.20.4')).toThrow('this is Node 18.20.4; install Node 20 or newer');
  expect(() => refuseOldNode('20.0.0')).not.toThrow();
  expect(() => refuseOldNode('100.0.0')).not.toThrow();
});

test('where no Node is packaged, the system may help out from 22.18 on', async () => {
  const root = await mkdtemp(join(tmpdir(), 'node-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await writeFile(join(root, 'package.json'), '{}');
  expect(() => linkNode(root, { version: '22.9.0', executable: '/opt/node' })).toThrow(
    'install Node 22.18.0 or newer',
  );
  linkNode(root, { version: '22.18.0', executable: '/opt/node' });
  expect(await readlink(nodeOf(root))).toBe('/opt/node');
});

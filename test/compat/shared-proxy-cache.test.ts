import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { freePort, hasProgram } from '../support/system-program.ts';

const hasNginx = hasProgram('nginx', '-v');

/** A cache for everybody, as a CDN is one: by address alone, for an hour where the answer does not forbid it. */
const configuration = (port: number, upstream: string): string => `
daemon off; worker_processes 1; pid nginx.pid; error_log stderr error;
events { worker_connections 64; }
http {
  access_log off; client_body_temp_path body; proxy_temp_path proxy;
  fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  proxy_cache_path cache keys_zone=all:1m;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${upstream};
      proxy_cache all;
      proxy_cache_key $uri$is_args$args;
      proxy_cache_valid any 1h;
      add_header X-Cache $upstream_cache_status always;
    }
  }
}`;

(hasNginx ? describe : describe.skip)('a cache in front that everybody shares', () => {
  let emulator: Emulator;
  let gateway: TestGateway;
  let proxy: ChildProcess;
  let directory: string;
  let url: string;

  beforeAll(async () => {
    emulator = await startEmulator({ world: 'demo' });
    gateway = await startGateway(emulator, { passthrough: true }, {});
    directory = await mkdtemp(path.join(tmpdir(), 'nginx-'));
    // Started by root its worker is another user.
    await chmod(directory, 0o755);
    const port = await freePort();
    const file = path.join(directory, 'nginx.conf');
    await writeFile(file, configuration(port, gateway.url));
    proxy = spawn('nginx', ['-p', directory, '-c', file], { stdio: ['ignore', 'ignore', 'inherit'] });
    url = `http://127.0.0.1:${port}`;
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await fetch(`${url}/health/live`).catch(() => null))?.ok) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }, 180_000);
  afterAll(async () => {
    const gone = once(proxy, 'exit');
    proxy.kill();
    await gone;
    await gateway.close();
    await emulator.close();
    await rm(directory, { recursive: true, force: true });
  });

  const get = async (address: string, key?: string) => {
    const response = await fetch(url + address, {
      headers: { 'apollo-require-preflight': 'true', ...(key && { authorization: `Bearer ${key}` }) },
    });
    return { cache: response.headers.get('x-cache'), status: response.status, text: await response.text() };
  };

  test("never serves one key's responses to another, neither GET queries nor lineage files", async () => {
    const [member, other] = emulator.keys.map(({ key }) => key);
    const query = encodeURIComponent(
      '{ viewer { username } artifact(path: "acme/vision/flower-classifier:v2") { id } }',
    );
    for (const address of [
      `/graphql?query=${query}`,
      '/lineage.json?root=acme/vision/flower-classifier:v2',
      '/lineage.svg?root=acme/vision/flower-classifier:v2',
    ]) {
      const asked = emulator.stats().requests;
      const first = await get(address, member);
      expect(first.status).toBe(200);
      const again = await get(address, member);
      expect([first.cache, again.cache]).toEqual(['MISS', 'MISS']);
      const foreign = await get(address, other);
      const nobody = await get(address);
      expect([foreign.cache, nobody.cache]).toEqual(['MISS', 'MISS']);
      expect(nobody.text).not.toBe(first.text);
      expect(emulator.stats().requests).toBeGreaterThan(asked + 2);
    }
  });

  test('caches the files of the web pages, whose names contain a hash', async () => {
    const { text } = await get('/explore');
    const [, asset = ''] = /src="(assets\/[^"]+\.js)"/.exec(text) ?? [];
    const first = await get(`/${asset}`);
    const again = await get(`/${asset}`);
    expect([first.status, first.cache, again.cache]).toEqual([200, 'MISS', 'HIT']);
    expect(again.text).toBe(first.text);
  });
});

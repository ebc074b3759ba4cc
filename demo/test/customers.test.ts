import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../app.ts';
import { customers } from '../customers.ts';
import { get, signIn } from './visitor.ts';

let demo: Demo;
let cookie: string;

beforeAll(async () => {
  demo = await startDemo({ port: 0 });
  cookie = await signIn(demo.origin);
});

afterAll(() => demo.close());

describe('the customers', () => {
  it.each([
    { query: '', count: customers.length },
    { query: 'SEATTLE', count: 1 },
    { query: "o'brien", count: 1 },
    { query: 'nobody', count: 0 },
  ])('found for "$query" are $count', async ({ query, count }) => {
    const response = await get(`${demo.origin}/customers?${new URLSearchParams({ q: query })}`, cookie);
    const body = await response.text();
    expect(body.match(/<li class="card">/g) ?? []).toHaveLength(count);
  });

  it('are searched for with text that stays text', async () => {
    const q = `"><script>alert('1')</script>&`;
    const response = await get(`${demo.origin}/customers?${new URLSearchParams({ q })}`, cookie);
    const body = await response.text();
    expect(body).not.toContain('<script');
    expect(body).toContain('value="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;"');
  });
});

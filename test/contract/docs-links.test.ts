import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const pages = ['README.md', 'CONTRIBUTING.md', ...filesIn('docs'), ...filesIn('docs/decisions')];

function filesIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${directory}/${name}`);
}

/** The files to which a page links, as they would be found from the project's root, with the heading if one is named. */
function linksOf(page: string): { file: string; heading: string | null }[] {
  const text = readFileSync(page, 'utf8').replace(/```[\s\S]*?```/g, '');
  return Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [file = '', heading = null] = link.split('#');
      return { file: file === '' ? page : path.normalize(path.join(path.dirname(page), file)), heading };
    });
}

function headingsOf(page: string): string[] {
  return Array.from(readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm), ([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .trim()
      .replace(/\s/g, '-'),
  );
}

test.each(pages)('%s only links to files and headings that exist', (page) => {
  for (const { file, heading } of linksOf(page)) {
    expect([file, existsSync(file)]).toEqual([file, true]);
    if (heading !== null && file.endsWith('.md')) expect(headingsOf(file)).toContain(heading);
  }
});

test('the index and the side bar list every page of docs', () => {
  const fromIndex = linksOf('docs/index.md').map(({ file }) => file);
  const sideBar = readFileSync('docs/.vitepress/config.js', 'utf8');
  for (const page of filesIn('docs')) {
    if (page === 'docs/index.md') continue;
    expect(fromIndex).toContain(page);
    expect(sideBar).toContain(`'/${path.basename(page, '.md')}'`);
  }
});

test("README has at most 160 lines and names each question's field", () => {
  const readme = readFileSync('README.md', 'utf8');
  expect(readme.split('\n').length).toBeLessThanOrEqual(160);
  for (const field of ['loggedBy', 'lineage(', 'blastRadius', 'staleness', 'ancestryDiff', 'lineagePaths'])
    expect(readme).toContain(field);
});

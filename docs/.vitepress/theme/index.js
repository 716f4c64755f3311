// The reader's own fonts do, and are there at once.
export { default } from 'vitepress/theme-without-fonts';

// System fonts need no download.
export { default } from 'vitepress/theme-without-fonts';

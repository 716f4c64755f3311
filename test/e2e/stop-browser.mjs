export default async function stopBrowser() {
  await globalThis.browserServer?.close();
}

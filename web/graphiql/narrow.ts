/** Whether the window is too narrow for two columns, as in narrow.css. */
export const isNarrow = (): boolean => matchMedia('(max-width: 760px)').matches;

/** Opens a panel. GraphiQL's own action does not open one that was closed; its button does. */
export function showPanel(title: string): void {
  document.querySelector<HTMLButtonElement>(`button[aria-label="Show ${title}"]`)?.click();
}

/** Whether the window is too narrow for two columns, as in narrow.css. */
export const isNarrow = (): boolean => matchMedia('(max-width: 760px)').matches;

/** Whether there is room for one thing only, as in narrow.css. */
export const isNarrow = (): boolean => matchMedia('(max-width: 760px)').matches;

/** Corrections of GraphiQL's ARIA attributes. It has no settings for them. */
const mends: Readonly<Record<string, (element: Element) => void>> = {
  // A tab must not contain buttons, and each of these contains two. They are exposed as a list of buttons, one of which is current.
  '.graphiql-tabs[role="tablist"]': (tabs) => {
    tabs.setAttribute('role', 'list');
  },
  '.graphiql-tab[aria-selected]': (tab) => {
    const button = tab.querySelector('.graphiql-tab-button');
    button?.setAttribute('aria-current', tab.getAttribute('aria-selected') ?? 'false');
    tab.setAttribute('role', 'listitem');
    tab.removeAttribute('aria-selected');
  },
  '#graphiql-session[role="tabpanel"]': (session) => {
    session.setAttribute('role', 'region');
  },
  // Otherwise every item of the history is called "Set active".
  '.graphiql-history-item-label[aria-label]': (item) => {
    item.removeAttribute('aria-label');
  },
  '.graphiql-explorer-root :is(input, select):not([aria-label])': (field) => {
    const argument = field.closest('[data-arg-name]')?.getAttribute('data-arg-name');
    field.setAttribute('aria-label', argument ?? field.getAttribute('placeholder') ?? 'Kind of operation');
  },
};

/** Corrects everything below `root`, now and when it changes. */
export function keepAccessible(root: Element): void {
  const mend = (): void => {
    for (const [selector, mendOne] of Object.entries(mends)) root.querySelectorAll(selector).forEach(mendOne);
  };
  new MutationObserver(mend).observe(root, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['aria-selected'],
  });
}

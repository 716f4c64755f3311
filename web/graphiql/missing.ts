import { number, record, records, text, type Fields } from '../explore/json.ts';

const reasons: Readonly<Record<string, string>> = {
  MAX_DEPTH: 'farther away than maxDepth',
  MAX_NODES: 'the page is full; pass endCursor as after',
  FANOUT: 'more neighbours than maxFanout',
  DEADLINE: 'the query reached its time or request limit',
  WANDB_ERROR: 'a request to W&B failed',
  HIDDEN: 'W&B counts them but does not show them',
  PRODUCER_UNKNOWN: 'W&B does not say which run logged a version',
  CHANGED: 'the graph changed between two pages; start again from the first page',
  FILTERED: 'excluded by the filter',
  PAGE: 'on further pages; use first or after',
};

/** Collects what a response says is missing, and describes it once for each reason. */
export class Missing {
  readonly #counts = new Map<string, { known: number; unknown: boolean }>();
  #unexplained = false;

  /** `named` is an object of the response with the schema's field names. `isConnection`: whether it is between a node and its neighbours. */
  lookAt(named: Fields, isConnection: boolean): void {
    const told = records(named['truncations']);
    for (const { reason, omitted } of told) this.#count(text(reason) ?? 'UNKNOWN', number(omitted));
    if (named['complete'] === false && told.length === 0) this.#unexplained = true;
    const hidden = number(named['hiddenCount']) ?? number(named['hiddenNeighbours']) ?? 0;
    if (hidden > 0) this.#count('HIDDEN', hidden);
    if (isConnection) this.#lookAtPage(named);
  }

  #lookAtPage(named: Fields): void {
    const list = named['nodes'] ?? named['edges'];
    const total = number(named['totalCount']);
    const hasMore = record(named['pageInfo'])['hasNextPage'] === true;
    if (!Array.isArray(list)) return;
    const rest = total === null ? 0 : total - list.length - (number(named['hiddenCount']) ?? 0);
    if (hasMore || (rest > 0 && named['pageInfo'] === undefined)) this.#count('PAGE', rest > 0 ? rest : null);
  }

  #count(reason: string, count: number | null): void {
    const { known, unknown } = this.#counts.get(reason) ?? { known: 0, unknown: false };
    this.#counts.set(reason, { known: known + (count ?? 0), unknown: unknown || count === null });
  }

  words(): string[] {
    const told = [...this.#counts].map(([reason, { known, unknown }]) => {
      const amount = known === 0 ? 'Some' : `${unknown ? 'More than ' : ''}${known.toLocaleString('en')}`;
      return `${amount} not in this response: ${reasons[reason] ?? reason}.`;
    });
    if (this.#unexplained && told.length === 0) {
      told.push(
        'The response is incomplete. Select completeness { truncations { reason omitted } } to see why.',
      );
    }
    return told;
  }
}

import { affectedPeople, type AffectedPerson } from '../graph/impact.ts';
import type { Fields } from '../json.ts';
import { DataTable, type TableColumn } from './data-table.tsx';
import { counted, gapsOf } from './words.ts';

const columns: readonly TableColumn<AffectedPerson>[] = [
  { name: 'Person', value: ({ name }) => name },
  { name: 'Username', value: ({ username }) => username },
  { name: 'Runs', value: ({ runs }) => runs },
  { name: 'In production', value: ({ production }) => production.join('; ') },
  { name: 'Hops', value: ({ nearest }) => nearest },
];

/** Who has to be told if a node is wrong. */
export function Impact({ lineage }: { lineage: Fields }) {
  const people = affectedPeople(lineage);
  const gaps = gapsOf(lineage);
  return (
    <>
      {gaps !== null && <p className="small bad">There may be more people: {gaps}.</p>}
      <DataTable
        label="People with runs downstream"
        caption={counted(people.length, 'person', 'people')}
        columns={columns}
        rows={people}
        keyOf={({ name, username }) => username ?? name}
        fileName="affected-people"
      />
    </>
  );
}

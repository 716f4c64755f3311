import { useState } from 'react';
import { isSystemType } from '../../../src/wandb/values.ts';
import { projectDocument, projectsDocument } from '../documents.ts';
import { number, record, records, text } from '../json.ts';
import { Asked } from './asked.tsx';
import { NodeLink } from './node-link.tsx';
import { shortDate } from './words.ts';

const mostProjects = 12;

interface ProjectsProps {
  entity: string;
  /** Called with `entity/` or `entity/project/`, to be continued in the search box. */
  onContinue: (path: string) => void;
}

/** The projects of an entity, each with its newest runs and its collections. */
export function Projects({ entity, onContinue }: ProjectsProps) {
  return (
    <section className="roots" aria-label={`Projects of ${entity}`}>
      <h2>Projects of {entity}</h2>
      <Asked document={projectsDocument} variables={{ entity, first: mostProjects, after: null }}>
        {(data) => {
          const { nodes, pageInfo } = record(data['projects']);
          const projects = records(nodes).flatMap((node) => text(node['path']) ?? []);
          if (projects.length === 0) return <p className="small">This key sees no projects of {entity}.</p>;
          return (
            <>
              {projects.map((path) => (
                <Project key={path} path={path} onContinue={onContinue} />
              ))}
              {record(pageInfo)['hasNextPage'] === true && (
                <button className="link" onClick={() => onContinue(`${entity}/`)}>
                  More projects of {entity}
                </button>
              )}
            </>
          );
        }}
      </Asked>
    </section>
  );
}

function Project({ path, onContinue }: { path: string; onContinue: (path: string) => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="project" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{path}</summary>
      {isOpen && (
        <Asked document={projectDocument} variables={{ path }}>
          {(data) => {
            const project = record(data['project']);
            const runs = record(project['runs']);
            const collections = records(record(project['collections'])['nodes']).filter(
              ({ type }) => !isSystemType(text(type) ?? ''),
            );
            return (
              <div className="contents">
                <h3>Collections</h3>
                <ul className="plain">
                  {collections.map((collection) => (
                    <li key={text(collection['path'])}>
                      <NodeLink
                        node={{ ...collection, path: `${text(collection['path']) ?? ''}:latest` }}
                        name={text(collection['name']) ?? ''}
                      />{' '}
                      <span className="small">{text(collection['type'])}</span>
                    </li>
                  ))}
                </ul>
                <h3>Newest of {number(runs['totalCount'])?.toLocaleString('en') ?? 'the'} runs</h3>
                <ul className="plain">
                  {records(runs['nodes']).map((run) => (
                    <li key={text(run['path'])}>
                      <NodeLink node={run} />{' '}
                      <span className="small">
                        {[
                          text(run['jobType']),
                          text(run['state']),
                          text(record(run['user'])['name']),
                          shortDate(text(run['createdAt'])),
                        ]
                          .filter((part) => part !== null)
                          .join(' · ')}
                      </span>
                    </li>
                  ))}
                </ul>
                <button className="link" onClick={() => onContinue(`${path}/`)}>
                  Search {path}
                </button>
              </div>
            );
          }}
        </Asked>
      )}
    </details>
  );
}

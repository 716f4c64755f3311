import { projectsDocument, viewerDocument } from '../documents.ts';
import { record, records, text, texts } from '../json.ts';
import { PageLink } from '../panels/page-link.tsx';
import { useAnswer } from '../panels/use-answer.ts';
import type { QuestionProps } from '../use-view.ts';
import { Answered, Missing } from './answered.tsx';
import { registryNamesDocument } from './documents.ts';
import { ReferenceBox } from './reference-box.tsx';
import { StaleVersions } from './stale-versions.tsx';

/** The versions in production of a project or registry that were made from old inputs. */
export function StalePage({ view, change }: QuestionProps) {
  return (
    <>
      <h1>Out-of-date models</h1>
      <p className="small">
        Versions in production (aliases prod, production, champion and live) that were made from inputs that
        have a newer version.
      </p>
      <ReferenceBox
        label="Project or registry"
        value={view.root}
        placeholder="entity/project"
        onOpen={(path) => change({ root: path.replace(/\/$/, '') })}
        {...(view.root === '' && { isFirst: true })}
      />
      {view.root === '' ? <Scopes /> : <StaleVersions path={view.root} />}
    </>
  );
}

function Scopes() {
  return (
    <>
      <Registries />
      <Answered document={viewerDocument} variables={{}}>
        {(data) => {
          const viewer = record(data['viewer']);
          const entities = [text(viewer['entity']) ?? '', ...texts(viewer['teams'])].filter(Boolean);
          return [...new Set(entities)].map((entity) => <Projects key={entity} entity={entity} />);
        }}
      </Answered>
    </>
  );
}

function Registries() {
  const answer = useAnswer(registryNamesDocument, {});
  if (answer.status === 'loading') return null;
  if (answer.status === 'failed')
    // A key of no organisation, or of several, has to name one.
    return answer.code === 'BAD_USER_INPUT' ? null : <Missing failures={[answer.reason]} gaps={[]} />;
  return (
    <Choices
      name="Registries"
      paths={records(answer.data['registries']).flatMap(({ path }) => text(path) ?? [])}
    />
  );
}

const mostProjects = 100;

function Projects({ entity }: { entity: string }) {
  return (
    <Answered
      document={projectsDocument}
      variables={{ entity, first: mostProjects, after: null }}
      gaps={(data) => [
        record(record(data['projects'])['pageInfo'])['hasNextPage'] === true
          ? `Only ${mostProjects} projects of ${entity} are listed. Enter another one above.`
          : null,
      ]}
    >
      {(data) => (
        <Choices
          name={`Projects of ${entity}`}
          paths={records(record(data['projects'])['nodes']).flatMap(({ path }) => text(path) ?? [])}
        />
      )}
    </Answered>
  );
}

function Choices({ name, paths }: { name: string; paths: readonly string[] }) {
  if (paths.length === 0) return null;
  return (
    <section aria-label={name}>
      <h2>{name}</h2>
      <ul className="choices">
        {paths.map((path) => (
          <li key={path}>
            <PageLink className="button" view={{ page: 'stale', root: path }}>
              {path}
            </PageLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

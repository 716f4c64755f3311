import { record, records, text, texts, type Fields } from '../json.ts';
import { useAnswer, type Answer } from '../panels/use-answer.ts';
import { Answered } from './answered.tsx';
import { Changes, diffGaps } from './changes.tsx';
import { compareDocument, subjectDocument } from './documents.ts';
import type { QuestionProps } from '../use-view.ts';
import { ReferenceBox } from './reference-box.tsx';

/** Compares what two versions or runs were made from. The older one is the version before, unless another was chosen. */
export function ComparePage({ view, change }: QuestionProps) {
  const head = useAnswer(subjectDocument, view.root === '' ? null : { ref: view.root });
  const other = useAnswer(subjectDocument, view.other === '' ? null : { ref: view.other });
  const subject = subjectFrom(head);
  const previous = subject === null ? '' : previousVersion(subject);
  const base = view.other === '' ? previous : view.other;
  return (
    <>
      <h1>Compare two versions</h1>
      <p className="small">
        What differs in the data, code, configuration and metrics that they were made from.
      </p>
      <div className="pickers">
        <Picker
          label="Compare"
          path={view.root}
          subject={subject}
          answer={head}
          isFirst={view.root === ''}
          onOpen={(root) => change({ root, other: '' })}
          onVersion={(root) => change({ root, other: base })}
        />
        <Picker
          key={base}
          label="With"
          path={base}
          subject={view.other === '' ? subject : subjectFrom(other)}
          answer={view.other === '' ? null : other}
          onOpen={(path) => change({ other: path })}
          onVersion={(path) => change({ other: path })}
        />
      </div>
      {base !== '' && subject !== null ? (
        <Answered
          key={base}
          document={compareDocument}
          variables={{ base, head: view.root }}
          gaps={(data) => diffGaps(record(data['ancestryDiff']))}
        >
          {(data) => (
            <Changes
              diff={record(data['ancestryDiff'])}
              roots={{ base, head: text(subject['id']) ?? view.root }}
              names={{
                base: nameOf(view.other === '' ? null : other, base),
                head: text(subject['label']) ?? view.root,
              }}
            />
          )}
        </Answered>
      ) : (
        subject !== null && <p>There is no earlier version. Choose what to compare it with.</p>
      )}
    </>
  );
}

interface PickerProps {
  label: string;
  path: string;
  subject: Fields | null;
  /** Null if nothing has to be loaded. */
  answer: Answer | null;
  isFirst?: boolean;
  onOpen: (path: string) => void;
  onVersion: (path: string) => void;
}

function Picker({ label, path, subject, answer, isFirst, onOpen, onVersion }: PickerProps) {
  const collection = record(subject?.['collection']);
  const place = text(collection['path']);
  const versions = records(record(collection['versions'])['edges']);
  const at = versions.find(({ version, aliases }) => isNamed(path, [text(version), ...texts(aliases)]));
  return (
    <div className="picker">
      <ReferenceBox label={label} value={path} onOpen={onOpen} {...(isFirst === true && { isFirst })} />
      {place !== null && versions.length > 0 && (
        <label className="line">
          Version
          <select
            aria-label={`${label}: version`}
            value={text(at?.['version']) ?? ''}
            onChange={(event) => onVersion(`${place}:${event.target.value}`)}
          >
            {at === undefined && <option value="">Choose a version</option>}
            {versions.map(({ version, aliases }) => (
              <option key={text(version)} value={text(version) ?? ''}>
                {[text(version), ...texts(aliases)].join(', ')}
              </option>
            ))}
          </select>
        </label>
      )}
      {record(record(collection['versions'])['pageInfo'])['hasNextPage'] === true && (
        <p className="small">Only 200 versions are listed. Enter another one as a path.</p>
      )}
      {answer?.status === 'failed' && (
        <p className="small bad" role="alert">
          {answer.reason}
        </p>
      )}
      {answer?.status === 'there' && subject === null && (
        <p className="small bad" role="alert">
          W&B shows no run or version {path} to this key.
        </p>
      )}
    </div>
  );
}

function subjectFrom(answer: Answer): Fields | null {
  if (answer.status !== 'there') return null;
  const node = record(answer.data['lineageNode']);
  return text(node['id']) === null ? null : node;
}

function nameOf(answer: Answer | null, path: string): string {
  const subject = answer === null ? null : subjectFrom(answer);
  return text(subject?.['label']) ?? path.split('/').at(-1) ?? path;
}

function isNamed(path: string, names: readonly (string | null)[]): boolean {
  const [, ref = 'latest'] = /:([^:/]+)$/.exec(path) ?? [];
  return names.includes(ref);
}

/** The path of the version with the next lower number that still exists. Empty if there is none. */
function previousVersion(subject: Fields): string {
  const index = subject['versionIndex'];
  const collection = record(subject['collection']);
  const numbers = records(record(collection['versions'])['edges']).map(({ version }) =>
    Number((text(version) ?? '').slice(1)),
  );
  const lower = numbers.filter((number) => typeof index === 'number' && number < index);
  return lower.length === 0 ? '' : `${text(collection['path']) ?? ''}:v${Math.max(...lower)}`;
}

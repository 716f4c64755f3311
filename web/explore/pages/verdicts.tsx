import { number, record, records, text, type Fields } from '../json.ts';
import { NodeLink } from '../panels/node-link.tsx';
import { counted, missingBecause } from '../panels/words.ts';
import { Answered } from './answered.tsx';
import { checksDocument } from './documents.ts';
import { NotFound } from './not-found.tsx';
import './pages.css';

/** The verdicts of the gateway's policies on a version or run, with the path to each node that breaks a rule. */
export default function Verdicts({ path }: { path: string }) {
  return (
    <Answered document={checksDocument} variables={{ ref: path }} gaps={undecided}>
      {(data) => {
        const [policies, node] = [records(data['policies']), record(data['lineageNode'])];
        if (policies.length === 0)
          return <p>This gateway has no policies. Start it with a folder of them: --policies FOLDER.</p>;
        if (text(node['id']) === null) return <NotFound path={path} />;
        return records(node['checks']).map((check) => (
          <Check
            key={text(check['policy'])}
            check={check}
            description={text(policies.find(({ name }) => name === check['policy'])?.['description'])}
          />
        ));
      }}
    </Answered>
  );
}

/** The rules that something missing leaves undecided. */
function undecided(data: Fields): string[] {
  return records(record(data['lineageNode'])['checks']).flatMap(({ policy, rules }) =>
    records(rules)
      .filter(({ verdict }) => verdict === 'UNKNOWN')
      .map(({ name, findings }) => {
        const reasons = new Set(records(findings).flatMap(({ reason }) => text(reason) ?? []));
        const words = [...reasons].map((reason) => missingBecause[reason] ?? reason).join('; ');
        const why = words === '' ? '' : `: ${words}`;
        return `Policy ${text(policy) ?? ''} leaves “${text(name) ?? ''}” undecided${why}.`;
      }),
  );
}

const words: Readonly<Record<string, string>> = { PASS: 'pass', FAIL: 'fail', UNKNOWN: 'unknown' };
const looks: Readonly<Record<string, string>> = { FAIL: 'bad', UNKNOWN: 'warn' };

function Verdict({ verdict }: { verdict: unknown }) {
  const name = text(verdict) ?? 'UNKNOWN';
  return <span className={`mark ${looks[name] ?? ''}`}>{words[name] ?? name.toLowerCase()}</span>;
}

function Check({ check, description }: { check: Fields; description: string | null }) {
  return (
    <section className="check" aria-label={`Policy ${text(check['policy']) ?? ''}`}>
      <h2>
        {text(check['policy'])} <Verdict verdict={check['verdict']} />
      </h2>
      {description !== null && <p className="small">{description}</p>}
      <ul className="rules">
        {records(check['rules']).map((rule) => (
          <li key={text(rule['name'])}>
            <Verdict verdict={rule['verdict']} /> <b>{text(rule['name'])}</b>
            {text(rule['description']) !== null && <p className="small">{text(rule['description'])}</p>}
            <Findings rule={rule} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Findings({ rule }: { rule: Fields }) {
  const findings = records(rule['findings']);
  const more = (number(rule['findingCount']) ?? 0) - findings.length;
  return (
    <>
      <ul className="plain">
        {findings.map((finding, index) => (
          <li key={index}>
            <NodeLink node={finding['node']} />: {text(finding['message'])}
            <FindingPath nodes={records(finding['path'])} />
          </li>
        ))}
      </ul>
      {more > 0 && <p className="small">{counted(more, 'more finding')}.</p>}
    </>
  );
}

function FindingPath({ nodes }: { nodes: readonly Fields[] }) {
  if (nodes.length < 2) return null;
  return (
    <p className="small">
      {nodes.map((node, index) => (
        <span key={text(node['id'])}>
          {index > 0 && ' → '}
          <NodeLink node={node} />
        </span>
      ))}
    </p>
  );
}
